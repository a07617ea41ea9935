const fields = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";
/** What takes keys for itself while it is open. */
const overlays = "dialog, .menu, [popover]:popover-open";

interface Composing {
  isComposing: boolean;
  keyCode: number;
}

/**
 * Whether an input method takes this key. Safari ends the composition before it tells of the key; only the old key
 * code still says so.
 */
export function isInputMethodKey({ isComposing, keyCode }: Composing): boolean {
  return isComposing || keyCode === 229;
}

/** The key of a Latin letter: by its place where the layout writes another script (Cyrillic, Greek, Arabic). */
function isLetter({ key, code }: KeyboardEvent, letter: string): boolean {
  if (key.toLowerCase() === letter) return true;
  return !/^[\u0020-\u024f]$/.test(key) && code === `Key${letter.toUpperCase()}`;
}

/** Ctrl or ⌘ and a letter, with Shift where that is part of it: the same on every keyboard, and not part of any text. */
export function isModifiedKey(event: KeyboardEvent, letter: string, withShift = true): boolean {
  const { ctrlKey, metaKey, shiftKey, altKey } = event;
  if (ctrlKey === metaKey || shiftKey !== withShift || altKey || isInputMethodKey(event)) return false;
  return isLetter(event, letter);
}

/** Ctrl or ⌘ and the slash, wherever the layout has it. */
export function isModifiedSlash(event: KeyboardEvent): boolean {
  return event.key === "/" && event.ctrlKey !== event.metaKey && !event.altKey && !isInputMethodKey(event);
}

/**
 * A key alone that means something to a message, because a message has the focus and shows it. Anywhere else the same
 * key is the beginning of what a person writes.
 */
export function isMessageKey(event: KeyboardEvent, key: string): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isInputMethodKey(event))
    return false;
  const isMeant = /^[a-z]$/.test(key) ? isLetter(event, key) : event.key === key;
  return isMeant && event.target instanceof Element && event.target.matches("article:focus-visible");
}

/** A character written while nothing that takes one has the focus. The space bar scrolls, and presses buttons. */
export function isStrayCharacter(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
  if (defaultPrevented || isInputMethodKey(event) || key === " ") return false;
  const isCharacter = [...key].length === 1 || key === "Dead";
  const isCommand = (ctrlKey || metaKey || altKey) && !event.getModifierState("AltGraph");
  if (!isCharacter || isCommand || isInField(event.target)) return false;
  return document.querySelector("dialog[open]") === null;
}

/** Whether keys and what is pasted belong to a field, or to something that is open over the page. */
export function isInField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`${fields}, ${overlays}`) !== null;
}
