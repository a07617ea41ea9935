/** A piece of text as TGI's /tokenize gives it: offsets count UTF-8 bytes. */
interface TextToken {
  id: number;
  text: string;
  start: number;
  stop: number;
}

const oneByOne = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}";
const piece = new RegExp(
  ` ?[${oneByOne}]| ?(?:(?![${oneByOne}])[\\p{L}\\p{M}\\p{N}]){1,12}| ?[^\\s\\p{L}\\p{M}\\p{N}]|\\s+(?!\\S)|\\s+`,
  "gu",
);

/** Splits a text into words, marks and blanks; joined again they are exactly the text. No code point is ever split. */
export function splitTokens(text: string): string[] {
  return text.match(piece) ?? [];
}

export function tokenize(text: string): TextToken[] {
  let start = 0;
  return splitTokens(text).map((part) => {
    const stop = start + Buffer.byteLength(part);
    const token = { id: tokenId(part), text: part, start, stop };
    start = stop;
    return token;
  });
}

/** The end-of-sequence token of the Llama vocabulary. */
export const endToken = { id: 2, text: "</s>" };
const firstWordId = 3;
const vocabularySize = 32_000;

/** The same text always has the same id (FNV-1a); two texts may share one. */
export function tokenId(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return firstWordId + ((hash >>> 0) % (vocabularySize - firstWordId));
}
