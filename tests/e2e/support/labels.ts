import { readFile } from "node:fs/promises";
import type { Language } from "#app/i18n/languages.ts";
import type { TextId } from "#app/i18n/texts.ts";

/** Matches a text of the interface as a whole; a placeholder matches anything. */
export type Labels = (id: TextId) => RegExp;

/** The texts of one language, by which its pages are walked through. */
export async function readLabels(language: Language): Promise<Labels> {
  const file = new URL(`../../../app/i18n/catalogues/${language}.json`, import.meta.url);
  const texts = JSON.parse(await readFile(file, "utf8")) as Record<TextId, string>;
  return (id) => new RegExp(`^${escape(texts[id]).replace(/\{[^{}]*\}/g, ".*")}$`);
}

const escape = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
