import { useId } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { TextId } from "#app/i18n/texts.ts";
import { preferenceChoices, type PreferenceName, type Preferences } from "../preferences.ts";

interface PreferenceGroupProps<N extends PreferenceName> {
  name: N;
  value: Preferences[N];
  onChoose(value: Preferences[N]): void;
}

/** The choices for one preference, side by side. */
export function PreferenceGroup<N extends PreferenceName>({
  name,
  value,
  onChoose,
}: PreferenceGroupProps<N>) {
  const t = useText();
  const id = useId();
  return (
    <form method="post" action="/preferences">
      <input type="hidden" name="returnTo" value="/settings" />
      <h3 id={id} className="pb-1.5 text-sm text-ink-muted">
        {t(groupTexts[name])}
      </h3>
      <div role="group" aria-labelledby={id} className="segments">
        {preferenceChoices[name].map((choice) => (
          <button
            key={choice}
            name={name}
            value={choice}
            aria-pressed={choice === value}
            className="segment"
            onClick={(event) => {
              event.preventDefault();
              onChoose(choice);
            }}
          >
            {t(choiceTexts[name][choice])}
          </button>
        ))}
      </div>
    </form>
  );
}

const groupTexts: Record<PreferenceName, TextId> = {
  theme: "theme.label",
  textSize: "settings.textSize",
  density: "settings.density",
  sendKey: "settings.sendKey",
};

const choiceTexts: { [N in PreferenceName]: Record<Preferences[N], TextId> } = {
  theme: { system: "theme.system", light: "theme.light", dark: "theme.dark", contrast: "theme.contrast" },
  textSize: {
    small: "settings.textSize.small",
    normal: "settings.textSize.normal",
    large: "settings.textSize.large",
    larger: "settings.textSize.larger",
  },
  density: { comfortable: "settings.density.comfortable", compact: "settings.density.compact" },
  sendKey: { enter: "settings.sendKey.enter", modifier: "settings.sendKey.modifier" },
};
