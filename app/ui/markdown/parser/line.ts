import { isSpaceOrTab } from "./characters.ts";

/** Of an indentation that makes code. */
export const CODE_INDENT = 4;
const TAB_STOP = 4;

/** One line while it is read from its beginning to its end, container by container. CommonMark 2.2 tells of tabs. */
export class Line {
  readonly text: string;
  /** Where the line begins in the source. */
  readonly start: number;
  readonly number: number;
  offset = 0;
  #column = 0;
  #isInTab = false;
  nextNonspace = 0;
  #nextColumn = 0;
  /** Columns of white space before what is next. */
  indent = 0;
  isBlank = false;

  constructor(text: string, start: number, number: number) {
    this.text = text;
    this.start = start;
    this.number = number;
    this.#findNonspace();
  }

  get isIndented(): boolean {
    return this.indent >= CODE_INDENT;
  }

  get column(): number {
    return this.#column;
  }

  /** The first character that is no white space; empty on a blank line. */
  get first(): string {
    return this.text.charAt(this.nextNonspace);
  }

  #findNonspace(): void {
    let at = this.offset;
    let column = this.#column;
    for (; at < this.text.length; at += 1) {
      const character = this.text[at];
      if (character === " ") column += 1;
      else if (character === "\t") column += TAB_STOP - (column % TAB_STOP);
      else break;
    }
    this.isBlank = at >= this.text.length;
    this.nextNonspace = at;
    this.#nextColumn = column;
    this.indent = column - this.#column;
  }

  skipSpace(): void {
    this.offset = this.nextNonspace;
    this.#column = this.#nextColumn;
    this.#isInTab = false;
    this.indent = 0;
  }

  skipCharacters(count: number): void {
    for (let left = count; left > 0 && this.offset < this.text.length; left -= 1) {
      this.#column += this.text[this.offset] === "\t" ? TAB_STOP - (this.#column % TAB_STOP) : 1;
      this.offset += 1;
      this.#isInTab = false;
    }
    this.#lookAhead();
  }

  skipColumns(count: number): void {
    for (let left = count; left > 0 && this.offset < this.text.length;) {
      if (this.text[this.offset] !== "\t") {
        this.#isInTab = false;
        this.offset += 1;
        this.#column += 1;
        left -= 1;
        continue;
      }
      const width = TAB_STOP - (this.#column % TAB_STOP);
      this.#isInTab = width > left;
      this.#column += Math.min(width, left);
      if (!this.#isInTab) this.offset += 1;
      left -= Math.min(width, left);
    }
    this.#lookAhead();
  }

  /** White space that was looked through already is not looked through again. */
  #lookAhead(): void {
    if (this.offset <= this.nextNonspace) this.indent = this.#nextColumn - this.#column;
    else this.#findNonspace();
  }

  /** One space or tab, as may follow `>`. */
  skipOneSpace(): void {
    if (isSpaceOrTab(this.text.charAt(this.offset))) this.skipColumns(1);
  }

  skipAll(): void {
    this.offset = this.text.length;
    this.#findNonspace();
  }

  /** What is left, with spaces for the rest of a tab that is used in part. */
  readRest(): string {
    if (!this.#isInTab) return this.text.slice(this.offset);
    return " ".repeat(TAB_STOP - (this.#column % TAB_STOP)) + this.text.slice(this.offset + 1);
  }

  /** Keeps a place to come back to. */
  mark(): () => void {
    const { offset } = this;
    const column = this.#column;
    const isInTab = this.#isInTab;
    return () => {
      this.offset = offset;
      this.#column = column;
      this.#isInTab = isInTab;
      this.#findNonspace();
    };
  }
}
