import { useLingui } from "@lingui/react";
import { findText } from "#app/i18n/texts.ts";
import { useLocale, useText } from "#app/i18n/use-text.ts";
import type { Safety } from "#app/protocol/resources.ts";

/** Gives what the safety model found in the reader's language, with the guard's own codes. */
export function useSafetyText(): (safety: Safety) => string {
  const { i18n } = useLingui();
  const t = useText();
  const locale = useLocale();
  return ({ verdict, action, categories }) => {
    if (verdict === "unknown") return action === "block" ? t("status.blocked") : t("status.unchecked");
    if (categories.length === 0) return t("status.blocked");
    const names = categories.map(
      ({ code, name }) => `${findText(i18n, `safety.${slug(name)}`) ?? name} (${code})`,
    );
    // Made only where it is needed: a page has one of these per answer.
    const list = new Intl.ListFormat(locale, { type: "unit" });
    return t(action === "block" ? "status.withheld" : "status.noted", { categories: list.format(names) });
  };
}

/** Taxonomies share names, not codes. */
const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z]+/g, "-")
    .replace(/^-|-$/g, "");
