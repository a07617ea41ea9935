/**
 * How texts are compared when people look for something: without case, accents and width, whatever language they are in.
 * The search, the palette and the find bar all use it. Browser-safe: imports nothing of ours.
 */

/** Begin and end in UTF-16 code units. */
export type TextRange = [number, number];

/** Marks above and below letters: accents, Hebrew points, Arabic vowels, the line that lengthens Arabic words. */
export const foldedMarks =
  "\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670" +
  "\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20F0\uFE00-\uFE0F\u00AD";
const marks = new RegExp(`[${foldedMarks}]`, "gu");

/** Letters that Unicode does not take apart, and signs that keyboards write in several ways. */
const replacements: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ŧ: "t",
  ı: "i",
  ĸ: "k",
  ς: "σ",
  "‘": "'",
  "’": "'",
  ʼ: "'",
  "′": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "‐": "-",
  "‑": "-",
  "–": "-",
  "—": "-",
  "−": "-",
  "\u00A0": " ",
};

const known = new Map<string, string>();
/** More than a person's languages have; then the oldest are forgotten all at once. */
const mostKnown = 20_000;

/** One character, or a mark, as it is compared; "" for a mark that is not. */
function foldCharacter(character: string): string {
  const found = known.get(character);
  if (found !== undefined) return found;
  const letters = character.normalize("NFKD").toLowerCase().normalize("NFKD").replace(marks, "");
  const folded = [...letters].map((letter) => replacements[letter] ?? letter).join("");
  if (known.size >= mostKnown) known.clear();
  known.set(character, folded);
  return folded;
}

const isAscii = (code: number) => code < 0x80;

/** The text as it is compared. Two texts that people take for the same are equal. */
export function foldText(text: string): string {
  let folded = "";
  for (const character of text) {
    folded += isAscii(character.charCodeAt(0)) ? character.toLowerCase() : foldCharacter(character);
  }
  return folded;
}

/** Where the terms occur in the text, in order; what overlaps or touches is one range. Linear in the text for each term. */
export function findFolded(text: string, terms: readonly string[]): TextRange[] {
  const { folded, starts } = foldWithPlaces(text);
  const found = terms.flatMap((term) => findOne(folded, foldText(term), starts));
  return joined(found.sort(([a], [b]) => a - b));
}

/** `starts[i]` is where the character begins that unit `i` of the folded text comes from. */
function foldWithPlaces(text: string): { folded: string; starts: number[] } {
  const starts: number[] = [];
  let folded = "";
  let at = 0;
  for (const character of text) {
    const piece = isAscii(character.charCodeAt(0)) ? character.toLowerCase() : foldCharacter(character);
    for (let unit = 0; unit < piece.length; unit += 1) starts.push(at);
    folded += piece;
    at += character.length;
  }
  starts.push(text.length);
  return { folded, starts };
}

function findOne(folded: string, term: string, starts: readonly number[]): TextRange[] {
  if (term === "") return [];
  const found: TextRange[] = [];
  let at = folded.indexOf(term);
  while (at >= 0) {
    found.push([starts[at] ?? 0, endOf(starts, at + term.length)]);
    at = folded.indexOf(term, at + term.length);
  }
  return found;
}

/** The whole last character, with the marks on it. */
function endOf(starts: readonly number[], unit: number): number {
  const last = starts[unit - 1];
  let next = unit;
  while (next < starts.length - 1 && starts[next] === last) next += 1;
  return starts[next] ?? 0;
}

function joined(ranges: readonly TextRange[]): TextRange[] {
  const result: TextRange[] = [];
  for (const [start, end] of ranges) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
