import { setupI18n, type I18n, type Messages } from "@lingui/core";
import type english from "./catalogues/en.json";
import { describeLanguage, findLanguage, defaultLanguage, type Language } from "./languages.ts";

/** Names a text; the English catalogue says which there are. */
export type TextId = keyof typeof english;

/** What the placeholders of a text stand for. */
export type TextValues = Readonly<Record<string, string | number | Date>>;

/** Gives a text in the language of the page. */
export type Translate = (id: TextId, values?: TextValues) => string;

/** The texts of one language. `messages` is its catalogue as the build compiled it. */
export function createTexts(language: Language, messages: Messages): I18n {
  const { locale } = describeLanguage(language);
  return setupI18n({ locale: language, locales: locale, messages: { [language]: messages } });
}

export function translateWith(i18n: I18n): Translate {
  return (id, values) => i18n._(id, values);
}

export function languageOf(i18n: I18n): Language {
  return findLanguage(i18n.locale) ?? defaultLanguage;
}

/** @returns undefined for an id that no catalogue has, such as that of an error this page does not know */
export function findText(i18n: I18n, id: string): string | undefined {
  return Object.hasOwn(i18n.messages, id) ? i18n._(id) : undefined;
}
