/** Code between equal runs of backticks. A run that has no equal one behind it is not looked for again. */
export class CodeSpans {
  readonly #text: string;
  /** Where the last run of each length begins; read when the first is needed. */
  #lastRuns: ReadonlyMap<number, number> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The span whose opening run begins at `start`; without a closing run it ends with a text that grows. */
  find(start: number, isGrowing: boolean): { text: string; end: number } | undefined {
    const length = countRun(this.#text, start);
    this.#lastRuns ??= findLastRuns(this.#text);
    if ((this.#lastRuns.get(length) ?? -1) <= start) {
      if (!isGrowing) return undefined;
      return { text: trimSpan(this.#text.slice(start + length)), end: this.#text.length };
    }
    const close = this.#findRun(start + length, length);
    return { text: trimSpan(this.#text.slice(start + length, close)), end: close + length };
  }

  #findRun(from: number, length: number): number {
    for (let at = this.#text.indexOf("`", from); at >= 0; at = this.#text.indexOf("`", at)) {
      const found = countRun(this.#text, at);
      if (found === length) return at;
      at += found;
    }
    return this.#text.length;
  }
}

function countRun(text: string, start: number): number {
  let end = start;
  while (text[end] === "`") end += 1;
  return end - start;
}

function findLastRuns(text: string): ReadonlyMap<number, number> {
  const runs = new Map<number, number>();
  for (let at = text.indexOf("`"); at >= 0; at = text.indexOf("`", at)) {
    const length = countRun(text, at);
    runs.set(length, at);
    at += length;
  }
  return runs;
}

/** CommonMark 6.1: line ends are spaces; one space at each end goes, unless there is nothing else. */
function trimSpan(source: string): string {
  const text = source.replaceAll("\n", " ");
  const isPadded = text.startsWith(" ") && text.endsWith(" ") && text.trim() !== "";
  return isPadded ? text.slice(1, -1) : text;
}
