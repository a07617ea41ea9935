import { isClearlyTex } from "./math-text.ts";
import { createNextIndexes, createNextMatch } from "./next-index.ts";

/** Nobody writes a longer formula, in UTF-16 code units. */
const MAX_LENGTH = 10_000;
const ENVIRONMENT =
  /^\\begin\{((?:align|alignat|aligned|array|bmatrix|Bmatrix|cases|eqnarray|equation|flalign|gather|gathered|matrix|multline|pmatrix|split|vmatrix|Vmatrix)\*?)\}/;
/** What cannot stand in a formula: a fence, a heading. */
const OTHER_BLOCK = /^ {0,3}(?:```|~~~|#{1,6}[ \t])/gm;
/** As much of a formula that grows is looked at to tell it from prose. */
const CLEAR_LENGTH = 200;

export interface MathOpening {
  readonly closing: string;
  /** How much of the line is the delimiter; nothing of an environment. */
  readonly length: number;
}

/** Tells which lines begin a formula that stands alone. Where the text still grows, its end need not be there. */
export interface MathBlocks {
  /** @param start where `text`, the rest of a line, stands in the source */
  find(text: string, start: number): MathOpening | undefined;
}

export function createMathBlocks(source: string, isGrowing: boolean): MathBlocks {
  const next = createNextIndexes(source);
  const otherBlocks = createNextMatch(source, OTHER_BLOCK);

  const isFormula = (from: number, { closing, length }: MathOpening): boolean => {
    const close = next(closing).find(from);
    const isAlone = (end: number): boolean => (otherBlocks.find(from) ?? end) >= end;
    if (close === undefined) {
      const inner = source.slice(from, from + CLEAR_LENGTH);
      const isClear = length === 0 || inner.startsWith("\n") || isClearlyTex(inner);
      return isGrowing && source.length - from < MAX_LENGTH && isClear && isAlone(source.length);
    }
    if (close - from > MAX_LENGTH || !isLineEnd(source, close + closing.length)) return false;
    const isEmpty = length > 0 && source.slice(from, close).trim() === "";
    return !isEmpty && isAlone(close);
  };

  return {
    find(text, start) {
      const opening = readOpening(text);
      return opening && isFormula(start + opening.length, opening) ? opening : undefined;
    },
  };
}

function readOpening(text: string): MathOpening | undefined {
  if (text.startsWith("$$") && text[2] !== "$") return { closing: "$$", length: 2 };
  if (text.startsWith("\\[")) return { closing: "\\]", length: 2 };
  const name = text.startsWith("\\begin{") ? ENVIRONMENT.exec(text)?.[1] : undefined;
  return name === undefined ? undefined : { closing: `\\end{${name}}`, length: 0 };
}

function isLineEnd(source: string, start: number): boolean {
  let at = start;
  while (source[at] === " " || source[at] === "\t") at += 1;
  return at >= source.length || source[at] === "\n";
}
