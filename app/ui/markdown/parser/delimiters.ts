import { characterAt, characterBefore, kindOf } from "./characters.ts";

/** What a pair of marks makes. */
export type Emphasis = "em" | "strong" | "del";

/** A run of `*`, `_` or `~~` within a line; a stack of them in both directions. */
export interface Delimiter {
  readonly mark: string;
  readonly canOpen: boolean;
  readonly canClose: boolean;
  /** It may open what is not closed yet, because the text still grows. */
  readonly mayStayOpen: boolean;
  readonly length: number;
  /** How many of it are not used. */
  rest: number;
  /** In the order in which they were found: from the inside to the outside. */
  readonly opens: Emphasis[];
  readonly closes: Emphasis[];
  before: Delimiter | undefined;
  behind: Delimiter | undefined;
}

/**
 * Reads the run at `start`. CommonMark 6.2, amended for scripts that put no spaces around marks: a neighbour in CJK is
 * as good as a space, and CJK punctuation is no punctuation.
 */
export function readDelimiter(text: string, start: number, mark: string): Delimiter {
  let end = start + 1;
  while (text[end] === mark) end += 1;
  const length = end - start;
  const before = kindOf(characterBefore(text, start));
  const behind = kindOf(characterAt(text, end));
  const isLeft = behind !== "space" && (behind !== "punctuation" || before !== "other");
  const isRight = before !== "space" && (before !== "punctuation" || behind !== "other");
  const isUsable = mark !== "~" || length === 2;
  const isUnderscore = mark === "_";
  return {
    mark,
    length,
    rest: length,
    canOpen: isUsable && isLeft && (!isUnderscore || !isRight || before === "punctuation"),
    canClose: isUsable && isRight && (!isUnderscore || !isLeft || behind === "punctuation"),
    mayStayOpen: before !== "other" && (length > 1 || before !== "cjk"),
    opens: [],
    closes: [],
    before: undefined,
    behind: undefined,
  };
}

/** The delimiters of one text, and the pairs among them. Linear in their number: a search that failed is not repeated. */
export class DelimiterStack {
  top: Delimiter | undefined;

  push(delimiter: Delimiter): void {
    delimiter.before = this.top;
    if (this.top) this.top.behind = delimiter;
    this.top = delimiter;
  }

  /** Pairs the delimiters above `bottom`; those that are left over stay on the stack. */
  pair(bottom: Delimiter | undefined): void {
    const searchedDownTo = new Map<string, Delimiter | undefined>();
    let closer = this.#lowestAbove(bottom);
    while (closer) {
      if (!closer.canClose) {
        closer = closer.behind;
        continue;
      }
      const kind = `${closer.mark}${closer.canOpen}${closer.length % 3}`;
      const limit = searchedDownTo.has(kind) ? searchedDownTo.get(kind) : bottom;
      const opener = findOpener(closer, bottom, limit);
      if (opener) {
        closer = this.#join(opener, closer);
        continue;
      }
      searchedDownTo.set(kind, closer.before);
      const behind: Delimiter | undefined = closer.behind;
      if (!closer.canOpen) this.#remove(closer);
      closer = behind;
    }
  }

  /** Leaves those above `bottom` as they were written. */
  clear(bottom: Delimiter | undefined): void {
    while (this.top && this.top !== bottom) this.#remove(this.top);
  }

  /** What is open where the text ends, from the outside to the inside. */
  listOpen(): Delimiter[] {
    const open: Delimiter[] = [];
    for (let one = this.top; one; one = one.before) if (one.canOpen && one.mayStayOpen) open.push(one);
    return open.reverse();
  }

  #lowestAbove(bottom: Delimiter | undefined): Delimiter | undefined {
    if (this.top === bottom) return undefined;
    let one = this.top;
    while (one && one.before !== bottom) one = one.before;
    return one;
  }

  /** Uses up one or two of each; the answer is the closer to look at next. */
  #join(opener: Delimiter, closer: Delimiter): Delimiter | undefined {
    const isDel = closer.mark === "~";
    const used = opener.rest >= 2 && closer.rest >= 2 ? 2 : 1;
    const emphasis = isDel ? "del" : used === 2 ? "strong" : "em";
    opener.opens.push(emphasis);
    closer.closes.push(emphasis);
    opener.rest -= used;
    closer.rest -= used;
    opener.behind = closer;
    closer.before = opener;
    if (opener.rest === 0) this.#remove(opener);
    if (closer.rest > 0) return closer;
    const { behind } = closer;
    this.#remove(closer);
    return behind;
  }

  #remove(delimiter: Delimiter): void {
    if (delimiter.before) delimiter.before.behind = delimiter.behind;
    if (delimiter.behind) delimiter.behind.before = delimiter.before;
    else this.top = delimiter.before;
  }
}

function findOpener(
  closer: Delimiter,
  bottom: Delimiter | undefined,
  limit: Delimiter | undefined,
): Delimiter | undefined {
  for (let opener = closer.before; opener && opener !== bottom && opener !== limit; opener = opener.before) {
    const isOdd =
      (closer.canOpen || opener.canClose) &&
      closer.length % 3 !== 0 &&
      (opener.length + closer.length) % 3 === 0;
    if (opener.mark === closer.mark && opener.canOpen && (!isOdd || closer.mark === "~")) return opener;
  }
  return undefined;
}
