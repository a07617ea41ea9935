import type { Messages } from "@lingui/core";
import type { Language } from "./languages.ts";

const loaders: Record<Language, () => Promise<{ default: Messages }>> = {
  en: () => import("./catalogues/en.json"),
  de: () => import("./catalogues/de.json"),
  fr: () => import("./catalogues/fr.json"),
  es: () => import("./catalogues/es.json"),
  zh: () => import("./catalogues/zh.json"),
  ar: () => import("./catalogues/ar.json"),
};

/** Loads the one catalogue that the page needs. */
export async function loadCatalogue(language: Language): Promise<Messages> {
  return (await loaders[language]()).default;
}
