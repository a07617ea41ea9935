/** The text of a terminal as far as programs that show progress use it: a carriage return begins the line anew. */
export class StreamText {
  #done = "";
  #line = "";
  /** In the last line: where the next character goes. */
  #column = 0;

  get text(): string {
    return this.#done + this.#line;
  }

  get length(): number {
    return this.#done.length + this.#line.length;
  }

  /** Whether the last line was begun anew and stands behind others: it can be moved to a text of its own. */
  get doneLength(): number {
    return this.#done.length;
  }

  /** @returns whether only something was added at the end */
  write(text: string): boolean {
    if (this.#column === this.#line.length && !text.includes("\r")) {
      this.#append(text);
      return true;
    }
    let isAppended = true;
    // A newline after a carriage return is a line's end of another system.
    for (const piece of text.split(/(\r\n|\r|\n)/)) {
      if (piece === "") continue;
      if (piece === "\r") this.#column = 0;
      else if (piece === "\n" || piece === "\r\n") this.#endLine();
      else isAppended = this.#overwrite(piece) && isAppended;
    }
    return isAppended;
  }

  /** Takes the last line away, to go on with it elsewhere. */
  takeLine(): StreamText {
    const taken = new StreamText();
    taken.#line = this.#line;
    taken.#column = this.#column;
    this.#line = "";
    this.#column = 0;
    return taken;
  }

  #append(text: string): void {
    const lineStart = text.lastIndexOf("\n") + 1;
    if (lineStart > 0) {
      this.#done += this.#line + text.slice(0, lineStart);
      this.#line = "";
    }
    this.#line += text.slice(lineStart);
    this.#column = this.#line.length;
  }

  #endLine(): void {
    this.#done += `${this.#line}\n`;
    this.#line = "";
    this.#column = 0;
  }

  #overwrite(piece: string): boolean {
    const isAppended = this.#column === this.#line.length;
    this.#line = this.#line.slice(0, this.#column) + piece + this.#line.slice(this.#column + piece.length);
    this.#column += piece.length;
    return isAppended;
  }
}
