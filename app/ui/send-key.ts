import type { KeyboardEvent } from "react";
import type { Preferences } from "./preferences.ts";

/**
 * Whether a key press sends: Enter without Shift, or with Ctrl or ⌘ where the person wants plain Enter to begin
 * a line; never while an input method is still composing with it.
 */
export function isSendKey(event: KeyboardEvent, sendKey: Preferences["sendKey"] = "enter"): boolean {
  if (event.key !== "Enter" || event.nativeEvent.isComposing || isInputMethodKey(event)) return false;
  return sendKey === "modifier" ? event.ctrlKey || event.metaKey : !event.shiftKey;
}

/** Safari ends the composition before it tells of the key; only the old key code still says so. */
function isInputMethodKey({ keyCode }: { keyCode: number }): boolean {
  return keyCode === 229;
}
