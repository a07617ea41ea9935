import type { Usage } from "#app/protocol/resources.ts";

type Counts = Pick<Usage, "promptTokens" | "completionTokens" | "reasoningTokens">;

/** Takes the times of an answer and counts what comes, for the case that the model server does not. */
export class AnswerMeasure {
  readonly #startedAt = performance.now();
  #firstAt: number | undefined;
  #firstTextAt: number | undefined;
  #pieces = 0;
  #textLength = 0;
  #reasoningLength = 0;

  /** @returns the time to the first token, in milliseconds, with that token */
  record(kind: "text" | "reasoning", piece: string): number | undefined {
    const now = performance.now();
    this.#pieces += 1;
    if (kind === "text") {
      this.#firstTextAt ??= now;
      this.#textLength += piece.length;
    } else this.#reasoningLength += piece.length;
    if (this.#firstAt !== undefined) return undefined;
    this.#firstAt = now;
    return now - this.#startedAt;
  }

  /** Without the server's counts, as with a stopped answer, each piece counts as a token: servers send one at a time. */
  usage(counts: Counts = {}): Usage {
    const { promptTokens, completionTokens = this.#pieces || undefined } = counts;
    const reasoningTokens = counts.reasoningTokens ?? this.#shareOf(completionTokens);
    return {
      ...(promptTokens !== undefined && { promptTokens }),
      ...(completionTokens !== undefined && { completionTokens }),
      ...(reasoningTokens !== undefined && { reasoningTokens }),
      ...this.#times(),
    };
  }

  /** Most servers count reasoning with the answer: its part is that of its letters. */
  #shareOf(completionTokens: number | undefined): number | undefined {
    if (completionTokens === undefined || this.#reasoningLength === 0) return undefined;
    const share = this.#reasoningLength / (this.#reasoningLength + this.#textLength);
    return Math.round(completionTokens * share);
  }

  #times(): Usage {
    if (this.#firstAt === undefined) return {};
    const now = performance.now();
    const reasoningMs = Math.round((this.#firstTextAt ?? now) - this.#firstAt);
    return {
      firstTokenMs: Math.round(this.#firstAt - this.#startedAt),
      streamMs: Math.round(now - this.#firstAt),
      ...(this.#reasoningLength > 0 && { reasoningMs }),
    };
  }
}
