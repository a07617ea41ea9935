import type { KeyboardEvent } from "react";

/** Enter without Shift, unless an input method is still composing with it. */
export function isSendKey(event: KeyboardEvent): boolean {
  return (
    event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing && !isInputMethodKey(event)
  );
}

/** Safari ends the composition before it tells of the key; only the old key code still says so. */
function isInputMethodKey({ keyCode }: { keyCode: number }): boolean {
  return keyCode === 229;
}
