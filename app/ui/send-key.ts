import type { KeyboardEvent } from "react";

/** The key code of a key that an input method is still using; some browsers tell by nothing else. */
const composingKeyCode = 229;

/** Enter without Shift, unless an input method is still composing with it. */
export function isSendKey(event: KeyboardEvent): boolean {
  const isComposing = event.nativeEvent.isComposing || event.keyCode === composingKeyCode;
  return event.key === "Enter" && !event.shiftKey && !isComposing;
}
