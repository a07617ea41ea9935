const PUNCTUATION = /[\p{P}\p{S}]/u;
/** Han, kana, hangul, bopomofo, their punctuation, and full-width forms: scripts that put no spaces around marks. */
const CJK =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Yi}\u3000-\u303f\u30fb-\u30fe\ufe30-\ufe4f\uff00-\uffef]/u;
/** Of these none occurs in an address as it is written: full stops, commas, brackets and quotes of CJK, typographic quotes. */
const ENDS_ADDRESS =
  /[\u3000-\u3020\u3030\u303d\u30fb\ufe30-\ufe4f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u2018-\u201f\u2026\u00ab\u00bb]/;

export type CharacterKind = "space" | "punctuation" | "cjk" | "other";

/** What matters of a neighbour of `*`; the ends of a text count as space, CJK punctuation as CJK. */
export function kindOf(character: string): CharacterKind {
  if (character === "" || /\s/.test(character)) return "space";
  if (character < "\u0080") return PUNCTUATION.test(character) ? "punctuation" : "other";
  if (CJK.test(character)) return "cjk";
  return PUNCTUATION.test(character) ? "punctuation" : "other";
}

export function endsAddress(character: string): boolean {
  return character >= "\u00ab" && ENDS_ADDRESS.test(character);
}

/** The character before `index`, whole if it has two UTF-16 code units; empty at the beginning. */
export function characterBefore(text: string, index: number): string {
  const unit = text.charAt(index - 1);
  const isLow = unit >= "\udc00" && unit <= "\udfff";
  return isLow && index > 1 ? text.slice(index - 2, index) : unit;
}

/** The character at `index`, whole if it has two UTF-16 code units; empty at the end. */
export function characterAt(text: string, index: number): string {
  const code = text.codePointAt(index);
  return code === undefined ? "" : String.fromCodePoint(code);
}

const ESCAPABLE = /[!-/:-@[-`{-~]/;

/** CommonMark 2.4: any ASCII punctuation can be escaped. */
export function isEscapable(character: string): boolean {
  return ESCAPABLE.test(character);
}

export function isSpaceOrTab(character: string): boolean {
  return character === " " || character === "\t";
}
