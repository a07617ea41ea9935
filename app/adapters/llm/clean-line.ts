import { toStorableText } from "./output-text.ts";

/** Controls, and marks that turn the direction of what follows. */
const invisible = /[\p{Cc}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}]+/gu;
/** What is looked at of a longer text: a multiple of what is ever kept. */
const readPerKept = 8;

/**
 * A server's words as one line that can be stored, logged and shown: at most `maxLength` characters, cut between them
 * and never inside one.
 */
export function cleanLine(text: string, maxLength: number): string {
  const line = toStorableText(text.slice(0, maxLength * readPerKept))
    .replaceAll(invisible, " ")
    .replaceAll(/ +/gu, " ")
    .trim();
  if (line.length <= maxLength) return line;
  const characters = [...line];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join("")}…` : line;
}
