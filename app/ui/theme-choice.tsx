import { Contrast, Monitor, Moon, Sun } from "lucide-react";
import type { MouseEvent } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { preferenceChoices, type Theme } from "./preferences.ts";

interface ThemeChoiceProps {
  theme: Theme;
  /** The page to come back to without script. */
  returnTo: string;
  onChoose(theme: Theme): void;
}

const icons = { system: Monitor, light: Sun, dark: Moon, contrast: Contrast };

/** Light, dark, high contrast, or as the system says. */
export function ThemeChoice({ theme, returnTo, onChoose }: ThemeChoiceProps) {
  const t = useText();
  function choose(event: MouseEvent, chosen: Theme): void {
    event.preventDefault();
    event.stopPropagation();
    onChoose(chosen);
  }
  return (
    <form method="post" action="/preferences">
      <input type="hidden" name="returnTo" value={returnTo} />
      <div role="group" aria-label={t("theme.label")} className="border-y border-line py-1">
        {preferenceChoices.theme.map((value) => {
          const Icon = icons[value];
          return (
            <button
              key={value}
              name="theme"
              value={value}
              aria-pressed={theme === value}
              className="menu-item aria-pressed:font-semibold"
              onClick={(event) => choose(event, value)}
            >
              <Icon size={16} aria-hidden /> {t(`theme.${value}`)}
              {theme === value ? <span className="ms-auto size-1.5 rounded-full bg-accent" /> : null}
            </button>
          );
        })}
      </div>
    </form>
  );
}
