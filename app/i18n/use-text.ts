import { useLingui } from "@lingui/react";
import { useMemo } from "react";
import { describeLanguage, type Language } from "./languages.ts";
import { languageOf, translateWith, type Translate } from "./texts.ts";

/** The texts of the page's language: `const t = useText(); t("composer.send")`. */
export function useText(): Translate {
  const { i18n } = useLingui();
  return useMemo(() => translateWith(i18n), [i18n]);
}

export function useLanguage(): Language {
  return languageOf(useLingui().i18n);
}

/** The tag to hand to `Intl`, the same on the server and in the browser. */
export function useLocale(): string {
  return describeLanguage(useLanguage()).locale;
}
