import { isClearlyTex, isProse, isSpacedFormula } from "./math-text.ts";
import type { NextIndex } from "./next-index.ts";
import type { MathToken } from "./tokens.ts";

/** Nobody writes a longer formula within a line, in UTF-16 code units. */
const MAX_LENGTH = 4_000;

interface FoundMath {
  readonly token: MathToken;
  readonly end: number;
}

interface MathSource {
  readonly text: string;
  readonly next: (needle: string) => NextIndex;
  /** The text ends where it still grows: what clearly is TeX need not be closed. */
  readonly isGrowing: boolean;
}

const make = (text: string, isDisplay: boolean, end: number): FoundMath => ({
  token: { type: "math", text: text.trim(), isDisplay, isOpen: false },
  end,
});

/**
 * The formula that begins at `start`: `$…$` and `\(…\)` within the line, `$$…$$` and `\[…\]` on display. Dollars of
 * money, shells and prose are none.
 */
export function findMathAt(source: MathSource, start: number): FoundMath | undefined {
  const { text } = source;
  if (text[start] === "\\") {
    const isDisplay = text[start + 1] === "[";
    return findBetween(source, start, isDisplay ? "\\]" : "\\)", isDisplay);
  }
  if (text[start + 1] !== "$") return findDollars(source, start);
  return text[start + 2] === "$" ? undefined : findBetween(source, start, "$$", true);
}

function findBetween(
  source: MathSource,
  start: number,
  closing: string,
  isDisplay: boolean,
): FoundMath | undefined {
  const { text, next } = source;
  const close = next(closing).find(start + 2);
  if (close === undefined) return findOpen(source, start, start + 2, isDisplay);
  if (close - start > MAX_LENGTH) return undefined;
  const inner = text.slice(start + 2, close);
  const tex = inner.trim();
  const isLikely = closing !== "\\]" || isClearlyTex(tex) || isSpacedFormula(tex) || isSetApart(inner);
  if (!/[A-Za-z0-9]/.test(tex) || isProse(tex) || !isLikely) return undefined;
  return make(tex, isDisplay, close + 2);
}

function isSetApart(inner: string): boolean {
  return /^\s/.test(inner) && /\s$/.test(inner);
}

function findDollars(source: MathSource, start: number): FoundMath | undefined {
  const { text } = source;
  const close = findClosingDollar(text, start + 1);
  if (close === undefined) return findOpen(source, start, start + 1, false);
  if (text[close + 1] === "$") return undefined;
  const inner = text.slice(start + 1, close);
  const [isSpacedBefore, isSpacedBehind] = [/^\s/.test(inner), /\s$/.test(inner)];
  if (inner.trim() === "" || isSpacedBefore !== isSpacedBehind) return undefined;
  if (/[A-Za-z0-9]/.test(text.charAt(close + 1))) return undefined;
  if (isSpacedBefore ? !isSpacedFormula(inner) : isProse(inner)) return undefined;
  return make(inner, false, close + 1);
}

function findClosingDollar(text: string, start: number): number | undefined {
  for (let at = start; at < text.length && at - start <= MAX_LENGTH; at += 1) {
    if (text[at] === "$") return at;
    if (text[at] === "\\") at += 1;
  }
  return undefined;
}

function findOpen(
  { text, isGrowing }: MathSource,
  start: number,
  from: number,
  isDisplay: boolean,
): FoundMath | undefined {
  const isMoney = from === start + 1 && /[\s\d]/.test(text.charAt(from));
  if (!isGrowing || isMoney || text.length - start > MAX_LENGTH) return undefined;
  const tex = text
    .slice(from)
    .replace(/[\\$]$/, "")
    .trim();
  if (!isClearlyTex(tex)) return undefined;
  return { token: { type: "math", text: tex, isDisplay, isOpen: true }, end: text.length };
}
