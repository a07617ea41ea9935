import { useEffect, useState } from "react";
import { RichText } from "#app/i18n/rich-text.tsx";
import type { Preferences } from "../preferences.ts";

/** What Enter does here; screens without a keyboard do not show it. */
export function KeyHint({ sendKey }: { sendKey: Preferences["sendKey"] }) {
  const modifier = useModifierName();
  const key = <kbd className="font-sans" />;
  return (
    <span id="composer-keys" className="ms-auto hidden truncate text-xs text-ink-muted md:block touch:hidden">
      {sendKey === "enter" ? (
        <RichText id="composer.keysEnter" components={{ key }} />
      ) : (
        <RichText id="composer.keysModifier" values={{ modifier }} components={{ key }} />
      )}
    </span>
  );
}

/** `Ctrl`, or `⌘` where keyboards have that instead; known once the page is alive. */
export function useModifierName(): string {
  const [name, setName] = useState("Ctrl");
  useEffect(() => {
    if (/Mac|iPhone|iPad/.test(navigator.userAgent)) setName("⌘");
  }, []);
  return name;
}
