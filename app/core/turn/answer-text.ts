/**
 * The text of a growing answer, cut into numbered pieces: piece `seq` is what the frame with that `seq` bears.
 * Reasoning and text grow side by side and share the numbers.
 *
 * Pieces are kept apart rather than as one string: slicing the tail of a string that grows copies all of it.
 */
export class AnswerText {
  readonly #textPieces: string[] = [];
  readonly #reasoningPieces: string[] = [];
  #uncutText = "";
  #uncutReasoning = "";

  append(kind: "text" | "reasoning", piece: string): void {
    if (kind === "text") this.#uncutText += piece;
    else this.#uncutReasoning += piece;
  }

  get lastSeq(): number {
    return this.#textPieces.length;
  }

  /** Whether something was appended since the last cut. */
  get hasUncut(): boolean {
    return this.#uncutText !== "" || this.#uncutReasoning !== "";
  }

  /** Numbers what was appended since the last cut and returns its `seq`. */
  cut(): number {
    this.#textPieces.push(this.#uncutText);
    this.#reasoningPieces.push(this.#uncutReasoning);
    this.#uncutText = "";
    this.#uncutReasoning = "";
    return this.lastSeq;
  }

  /** Takes over pieces that were cut elsewhere, as the log holds them; `lastSeq` is the number of the last. */
  restore(pieces: { lastSeq: number; texts: readonly string[]; reasonings: readonly string[] }): void {
    const known = this.lastSeq - (pieces.lastSeq - pieces.texts.length);
    this.#textPieces.push(...pieces.texts.slice(known));
    this.#reasoningPieces.push(...pieces.reasonings.slice(known));
  }

  /** The pieces after `afterSeq`, one by one. */
  piecesSince(afterSeq: number): { texts: readonly string[]; reasonings: readonly string[] } {
    return { texts: this.#textPieces.slice(afterSeq), reasonings: this.#reasoningPieces.slice(afterSeq) };
  }

  /** What the pieces after `afterSeq` up to the last cut bear. A number beyond the last gives nothing. */
  since(afterSeq: number): { text: string; reasoning: string } {
    return {
      text: this.#textPieces.slice(afterSeq).join(""),
      reasoning: this.#reasoningPieces.slice(afterSeq).join(""),
    };
  }
}
