const editable =
  "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";

/** A key alone, outside of fields and dialogs: there it is a letter that is being written. */
export function isLetterKey(event: KeyboardEvent, key: string): boolean {
  if (event.key.toLowerCase() !== key || event.defaultPrevented || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { target } = event;
  return !(target instanceof Element && target.closest(`${editable}, dialog`));
}

/** Ctrl or ⌘, Shift and a letter: the same on every keyboard, and not part of any text. */
export function isModifiedKey(event: KeyboardEvent, letter: string): boolean {
  const { key, ctrlKey, metaKey, shiftKey, altKey, isComposing } = event;
  return key.toLowerCase() === letter && ctrlKey !== metaKey && shiftKey && !altKey && !isComposing;
}
