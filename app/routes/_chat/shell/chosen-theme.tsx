import { Link, useLocation } from "@remix-run/react";
import { Settings } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";
import { ThemeChoice } from "#app/ui/theme-choice.tsx";
import { usePreferences } from "#app/ui/preferences.ts";
import { usePreferenceChoice } from "../../page/shown-preferences.ts";

/** The choice of theme in the account's menu, and the way to all other settings. */
export function ChosenTheme() {
  const t = useText();
  const { theme } = usePreferences();
  const choose = usePreferenceChoice();
  const { pathname } = useLocation();
  return (
    <>
      <ThemeChoice theme={theme} returnTo={pathname} onChoose={(chosen) => choose("theme", chosen)} />
      <Link to="/settings" className="menu-item">
        <Settings size={16} aria-hidden /> {t("settings.heading")}
      </Link>
    </>
  );
}
