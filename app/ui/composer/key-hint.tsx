import { RichText } from "#app/i18n/rich-text.tsx";
import type { Preferences } from "../preferences.ts";
import { useModifierName } from "../shortcuts/modifier-name.ts";

interface KeyHintProps extends Pick<Preferences, "sendKey"> {
  id: string;
}

/** What Enter does here; screens without a keyboard do not show it. */
export function KeyHint({ id, sendKey }: KeyHintProps) {
  const modifier = useModifierName();
  const key = <kbd className="font-sans" />;
  return (
    <span id={id} className="hidden truncate text-xs text-ink-muted md:block touch:hidden">
      {sendKey === "enter" ? (
        <RichText id="composer.keysEnter" components={{ key }} />
      ) : (
        <RichText id="composer.keysModifier" values={{ modifier }} components={{ key }} />
      )}
    </span>
  );
}
