import { spellings } from "./search-terms.ts";

/** Shown before the first place that was found, and in all; in UTF-16 code units. */
const leadLength = 60;
const excerptLength = 200;

/** Begin and end in UTF-16 code units. */
type Range = [number, number];

/**
 * The part of a text around the first term that occurs in it, and where the terms are in that part. Plain text: runs
 * of white space are one space, and what was left out is an ellipsis.
 * @param isCut says whether the text goes on before or behind what is given
 */
export function createExcerpt(
  text: string,
  terms: readonly string[],
  isCut: { before: boolean; after: boolean } = { before: false, after: false },
): { excerpt: string; highlights: Range[] } {
  const line = text.replaceAll(/\s+/gu, " ").trim();
  const first = findTerms(line, terms)[0]?.[0] ?? 0;
  const start = first > leadLength ? wordStart(line, first - leadLength) : 0;
  const end = wholeCharacter(line, Math.min(line.length, start + excerptLength));
  const before = start > 0 || isCut.before ? "…" : "";
  const after = end < line.length || isCut.after ? "…" : "";
  const excerpt = `${before}${line.slice(start, end)}${after}`;
  return { excerpt, highlights: findTerms(excerpt, terms) };
}

/** Where the terms occur, in order; what overlaps or touches is one range. */
export function findTerms(text: string, terms: readonly string[]): Range[] {
  const alternatives = terms
    .flatMap(spellings)
    .sort((a, b) => b.length - a.length)
    .map((term) =>
      term.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replaceAll(/\s+/gu, String.raw`\s+`),
    );
  if (alternatives.length === 0) return [];
  // Looked for apart from each other, so that one term cannot hide another that overlaps it.
  const found = alternatives.flatMap((alternative) =>
    [...text.matchAll(new RegExp(alternative, "giu"))].map((m): Range => [m.index, m.index + m[0].length]),
  );
  return joined(found.sort(([a], [b]) => a - b));
}

function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const [start, end] of ranges) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
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
