/** The languages of the interface. Adding one: a line here, a catalogue, and a line in each of the two loaders. */
export const languages = [
  { code: "en", name: "English", direction: "ltr", locale: "en" },
  { code: "de", name: "Deutsch", direction: "ltr", locale: "de" },
  { code: "fr", name: "Français", direction: "ltr", locale: "fr" },
  { code: "es", name: "Español", direction: "ltr", locale: "es" },
  { code: "zh", name: "中文", direction: "ltr", locale: "zh-Hans" },
  // Latin digits everywhere: which digits plain `ar` means differs between the server and browsers.
  { code: "ar", name: "العربية", direction: "rtl", locale: "ar-u-nu-latn" },
] as const;

export type Language = (typeof languages)[number]["code"];

export const defaultLanguage: Language = "en";

/** @returns undefined for a language that the interface does not speak */
export function findLanguage(code: string | null | undefined): Language | undefined {
  return languages.find((language) => language.code === code)?.code;
}

/** How a language is written, and the BCP 47 tag for `Intl`. */
export function describeLanguage(code: Language): (typeof languages)[number] {
  return languages.find((language) => language.code === code) ?? languages[0];
}

/** The person's own choice, else the first language of `Accept-Language` (RFC 9110 12.5.4) that is spoken here. */
export function chooseLanguage(chosen: Language | undefined, acceptLanguage: string | null): Language {
  return chosen ?? acceptedLanguages(acceptLanguage ?? "")[0] ?? defaultLanguage;
}

function acceptedLanguages(header: string): Language[] {
  return header
    .slice(0, 500)
    .split(",")
    .map((range) => {
      const [tag = "", ...parameters] = range.trim().split(";");
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
      return { language: findLanguage(tag.toLowerCase().split("-")[0]), quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .flatMap(({ language }) => language ?? []);
}
