import type { KeyboardEvent } from "react";
import { useCoarsePointer } from "./pointer.ts";
import { usePreferences, type Preferences } from "./preferences.ts";
import { isInputMethodKey } from "./shortcuts/keys.ts";

type SendKey = Preferences["sendKey"];

/** What sends here: where a finger types, plain Enter begins a line, since there is no Shift to hold. */
export function useSendKey(): SendKey {
  const { sendKey } = usePreferences();
  return useCoarsePointer() ? "modifier" : sendKey;
}

/**
 * Whether a key press sends: Enter without Shift, or with Ctrl or ⌘ where plain Enter begins a line; never while an
 * input method is still composing with it.
 */
export function isSendKey(event: KeyboardEvent, sendKey: SendKey): boolean {
  if (event.key !== "Enter" || isInputMethodKey(event.nativeEvent)) return false;
  return sendKey === "modifier" ? event.ctrlKey || event.metaKey : !event.shiftKey;
}
