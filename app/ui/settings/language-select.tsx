import { ChevronDown } from "lucide-react";
import { useId, type ChangeEvent } from "react";
import { languages, type Language } from "#app/i18n/languages.ts";
import { useText } from "#app/i18n/use-text.ts";

interface LanguageSelectProps {
  /** Null: as the browser asks. */
  language: Language | null;
}

/** The language of the interface. Choosing one loads the page anew in it; what was written is kept. */
export function LanguageSelect({ language }: LanguageSelectProps) {
  const t = useText();
  const id = useId();
  function choose(event: ChangeEvent<HTMLSelectElement>): void {
    event.currentTarget.form?.requestSubmit();
  }
  return (
    <form method="post" action="/preferences">
      <input type="hidden" name="returnTo" value="/settings" />
      <div className="flex max-w-sm items-center gap-2">
        <span className="relative min-w-0 flex-1">
          <select
            name="language"
            aria-label={t("settings.language")}
            aria-describedby={id}
            className="field appearance-none pe-8"
            defaultValue={language ?? ""}
            onChange={choose}
          >
            <option value="">{t("settings.languageAutomatic")}</option>
            {languages.map(({ code, name }) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
          <ChevronDown
            size={16}
            className="pointer-events-none absolute end-2.5 top-1/2 -translate-y-1/2 text-ink-muted"
            aria-hidden
          />
        </span>
        <noscript>
          <button className="button">{t("action.save")}</button>
        </noscript>
      </div>
      <p id={id} className="pt-1.5 text-sm text-ink-muted">
        {t("settings.languageNote")}
      </p>
    </form>
  );
}
