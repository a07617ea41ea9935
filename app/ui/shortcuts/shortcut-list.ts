import type { TextId } from "#app/i18n/texts.ts";

interface Shortcut {
  textId: TextId;
  /** `Mod` stands for Ctrl or ⌘. */
  keys: readonly string[];
}

/** Every key that does something, in the order of the list. */
export const shortcuts: readonly Shortcut[] = [
  { textId: "shortcuts.palette", keys: ["Mod", "K"] },
  { textId: "shortcuts.newChat", keys: ["Mod", "Shift", "O"] },
  { textId: "shortcuts.find", keys: ["Mod", "F"] },
  { textId: "shortcuts.copyAnswer", keys: ["Mod", "Shift", "C"] },
  { textId: "shortcuts.stop", keys: ["Esc"] },
  { textId: "shortcuts.editLast", keys: ["↑"] },
  { textId: "shortcuts.messages", keys: ["Alt", "↑"] },
  { textId: "shortcuts.next", keys: ["J"] },
  { textId: "shortcuts.previous", keys: ["K"] },
  { textId: "shortcuts.edit", keys: ["E"] },
  { textId: "shortcuts.write", keys: ["/"] },
  { textId: "shortcuts.list", keys: ["Mod", "/"] },
];
