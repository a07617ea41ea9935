import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { Language } from "#app/i18n/languages.ts";
import { PageBody } from "#app/ui/page-body.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePreferences, type PreferenceName } from "#app/ui/preferences.ts";
import { LanguageSelect } from "#app/ui/settings/language-select.tsx";
import { PreferenceGroup } from "#app/ui/settings/preference-group.tsx";
import { ShortcutTable } from "#app/ui/shortcuts/shortcut-table.tsx";
import { usePreferenceChoice } from "../page/shown-preferences.ts";

interface SettingsPageProps {
  appName: string;
  version: string;
  language: Language | null;
}

/** Everything a person may set. Each choice takes effect at once; without script by its button. */
export function SettingsPage({ appName, version, language }: SettingsPageProps) {
  const t = useText();
  return (
    <>
      <PageHeader>
        <h1 className="min-w-0 truncate ps-1 font-medium">{t("settings.heading")}</h1>
      </PageHeader>
      <PageBody label={t("settings.heading")}>
        <Section heading={t("settings.appearance")}>
          <Choice name="theme" />
          <Choice name="textSize" />
          <Choice name="density" />
        </Section>
        <Section heading={t("settings.writing")}>
          <Choice name="sendKey" />
        </Section>
        <Section heading={t("settings.language")}>
          <LanguageSelect language={language} />
        </Section>
        <Section heading={t("settings.data")}>
          <YourData />
        </Section>
        <Section heading={t("shortcuts.heading")}>
          <ShortcutTable />
        </Section>
        <Section heading={t("settings.about")}>
          <p>
            {appName} <span className="text-ink-muted">{t("settings.version", { version })}</span>
          </p>
          <p>
            <Link to="/design" className="text-button">
              {t("design.heading")}
            </Link>
          </p>
        </Section>
      </PageBody>
    </>
  );
}

function Section({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <section className="grid gap-x-8 gap-y-4 border-b border-line py-6 last:border-b-0 md:grid-cols-[10rem_1fr]">
      <h2 className="font-medium">{heading}</h2>
      <div className="flex min-w-0 flex-col gap-5">{children}</div>
    </section>
  );
}

function Choice({ name }: { name: PreferenceName }) {
  const preferences = usePreferences();
  const choose = usePreferenceChoice();
  return <PreferenceGroup name={name} value={preferences[name]} onChoose={(value) => choose(name, value)} />;
}

function YourData() {
  const t = useText();
  return (
    <>
      <div>
        <a href="/api/export" download className="button">
          {t("settings.export")}
        </a>
        <p className="pt-1.5 text-sm text-ink-muted">{t("settings.exportNote")}</p>
      </div>
      <div>
        <Link to="/import" className="button">
          {t("settings.import")}
        </Link>
        <p className="pt-1.5 text-sm text-ink-muted">{t("settings.importNote")}</p>
      </div>
      <div>
        <Link to="/shares" className="button">
          {t("settings.shares")}
        </Link>
      </div>
    </>
  );
}
