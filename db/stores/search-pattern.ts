import { foldedMarks, foldText } from "#app/protocol/fold-text.ts";

/** Letters of alphabets, with case, accents or widths of their own: Latin to Georgian, Greek and Latin extensions, forms. */
const alphabets: readonly [number, number][] = [
  [0x20, 0x10ff],
  [0x1c80, 0x1cff],
  [0x1d00, 0x1dbf],
  [0x1e00, 0x1fff],
  [0x2010, 0x205f],
  [0x2070, 0x20cf],
  [0x2100, 0x218f],
  [0x2460, 0x24ff],
  [0x2c00, 0x2dff],
  [0x3000, 0x33ff],
  [0xa640, 0xa7ff],
  [0xab30, 0xabbf],
  [0xf900, 0xfaff],
  [0xfb00, 0xfeff],
  [0xff00, 0xffef],
];

interface Spellings {
  /** By folded character: the characters that are compared as it. */
  characters: Map<string, string[]>;
  /** By folded text of two or three letters: the characters that are compared as it, such as ß. */
  ligatures: Map<string, string[]>;
}

let spellings: Spellings | undefined;

/** Made once, at the first search. */
function knownSpellings(): Spellings {
  if (spellings) return spellings;
  const [characters, ligatures] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const [first, last] of alphabets) {
    for (let code = first; code <= last; code += 1) {
      const character = String.fromCharCode(code);
      const folded = foldText(character).normalize("NFC");
      const length = [...folded].length;
      if (length === 0 || length > 3 || folded.trim() === "") continue;
      const map = length === 1 ? characters : ligatures;
      if (length > 1 && !/^[\p{L}\p{N}]+$/u.test(folded)) continue;
      map.set(folded, [...(map.get(folded) ?? []), character]);
    }
  }
  spellings = { characters, ligatures };
  return spellings;
}

const anyMarks = `[${foldedMarks}]*`;
const anySpace = "[ \\t\\r\\n\u00A0\u2000-\u200A\u3000]+";

/**
 * A regular expression of PostgreSQL that finds the term as `foldText` compares: every letter as the class of its
 * spellings, so that neither the locale of the database nor an extension has a part in it. It has no choices that could
 * be gone through again: the server matches it in one pass over the text.
 */
export function searchPattern(term: string): string {
  // A term of marks alone is meant as it stands.
  const letters = [...(foldText(term) || term).normalize("NFC").replaceAll(/\s+/gu, " ")];
  let pattern = "";
  for (let at = 0; at < letters.length;) {
    const length = [3, 2].find((count) => ligaturesAt(letters, at, count) !== undefined) ?? 1;
    const piece = letters.slice(at, at + length);
    const apart = piece.map(letterPattern).join("");
    const ligatures = length > 1 ? ligaturesAt(letters, at, length) : undefined;
    pattern += ligatures ? `(?:${apart}|[${ligatures.join("")}]${anyMarks})` : apart;
    at += length;
  }
  // Says that what follows is an advanced regular expression, whatever it begins with.
  return `***:${pattern}`;
}

function ligaturesAt(letters: readonly string[], at: number, length: number): string[] | undefined {
  if (at + length > letters.length) return undefined;
  return knownSpellings().ligatures.get(letters.slice(at, at + length).join(""));
}

function letterPattern(letter: string): string {
  if (letter === " ") return anySpace;
  const characters = [...new Set([letter, ...(knownSpellings().characters.get(letter) ?? [])])];
  const one = characters.length === 1 ? escape(letter) : `[${characters.map(escape).join("")}]`;
  // Syllables and letters with marks that count may be written in parts.
  const parts = letter.normalize("NFD");
  const isWhole = parts === letter;
  const either = isWhole ? one : `(?:${one}|${[...parts].map(escape).join("")})`;
  return /^[\p{L}\p{N}]$/u.test(letter) ? `${either}${anyMarks}` : either;
}

/** Inside a class and outside, a backslash makes any sign an ordinary one. */
function escape(character: string): string {
  return /^[\p{L}\p{N}\p{M}]$/u.test(character) || character.charCodeAt(0) > 0x7f
    ? character
    : `\\${character}`;
}
