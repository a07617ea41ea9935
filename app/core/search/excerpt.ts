import { findFolded, type TextRange } from "#app/protocol/fold-text.ts";
import { toPlainLine } from "./plain-line.ts";

/** Shown before the first place that was found, and in all; in UTF-16 code units. */
const leadLength = 60;
const excerptLength = 200;

/**
 * The part of a text around the first term that occurs in it, and where the terms are in that part. Plain text: without
 * the marks of Markdown, runs of white space are one space, and what was left out is an ellipsis.
 * @param isCut says whether the text goes on before or behind what is given
 */
export function createExcerpt(
  text: string,
  terms: readonly string[],
  isCut: { before: boolean; after: boolean } = { before: false, after: false },
): { excerpt: string; highlights: TextRange[] } {
  const plain = toPlainLine(text);
  // Whoever looks for the marks themselves, or for an address, is shown them.
  const isInWords = findFolded(plain, terms).length > 0;
  const line = isInWords ? plain : text.replaceAll(/\s+/gu, " ").trim();
  const first = findFolded(line, terms)[0]?.[0] ?? 0;
  const start = first > leadLength ? wordStart(line, first - leadLength) : 0;
  const end = wholeCharacter(line, Math.min(line.length, start + excerptLength));
  const before = start > 0 || isCut.before ? "…" : "";
  const after = end < line.length || isCut.after ? "…" : "";
  const excerpt = `${before}${line.slice(start, end)}${after}`;
  return { excerpt, highlights: findFolded(excerpt, terms) };
}

/** Not in the middle of a word, where a space is near. */
function wordStart(text: string, from: number): number {
  const space = text.indexOf(" ", from);
  return space >= 0 && space < from + leadLength / 2 ? space + 1 : wholeCharacter(text, from);
}

/** Not between the halves of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  return /[\uDC00-\uDFFF]/.test(text[at] ?? "") ? at + 1 : at;
}
