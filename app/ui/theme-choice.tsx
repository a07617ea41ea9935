import { Monitor, Moon, Sun } from "lucide-react";
import type { MouseEvent } from "react";

interface ThemeChoiceProps {
  theme: "system" | "light" | "dark";
  /** The page to come back to without script. */
  returnTo: string;
  onChoose(theme: "system" | "light" | "dark"): void;
}

const choices = [
  { theme: "system", label: "System", Icon: Monitor },
  { theme: "light", label: "Light", Icon: Sun },
  { theme: "dark", label: "Dark", Icon: Moon },
] as const;

/** Light, dark, or as the system says. */
export function ThemeChoice({ theme, returnTo, onChoose }: ThemeChoiceProps) {
  function choose(event: MouseEvent, chosen: ThemeChoiceProps["theme"]): void {
    event.preventDefault();
    event.stopPropagation();
    onChoose(chosen);
  }
  return (
    <form method="post" action="/theme">
      <input type="hidden" name="returnTo" value={returnTo} />
      <div role="group" aria-label="Theme" className="border-y border-line py-1">
        {choices.map(({ theme: value, label, Icon }) => (
          <button
            key={value}
            name="theme"
            value={value}
            aria-pressed={theme === value}
            className="menu-item aria-pressed:font-semibold"
            onClick={(event) => choose(event, value)}
          >
            <Icon size={16} aria-hidden /> {label}
            {theme === value ? <span className="ms-auto size-1.5 rounded-full bg-accent" /> : null}
          </button>
        ))}
      </div>
    </form>
  );
}
