import { AnswerText } from "./answer-text.ts";
import type { GenerationIdentity, GrowingAnswer } from "./growing-answer.ts";

export type EndReason = "stopped" | "interrupted" | "deleted" | "fenced";

/** An answer that this process writes: its text so far, and the means to end it. */
export class LiveGeneration implements GrowingAnswer {
  readonly identity: GenerationIdentity;
  readonly answer = new AnswerText();
  /** Fencing number of the generation row; a process may write only under the epoch that it claimed. */
  readonly epoch = 1;
  /** Set once the row is committed: before that nothing may be shown or logged. */
  committed = false;
  /** The last `seq` that the log on the primary holds. */
  loggedSeq = 0;
  readonly #abort = new AbortController();

  constructor(identity: GenerationIdentity) {
    this.identity = identity;
  }

  /** Fires when the answer is to end early; its reason is an `EndReason`. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  end(reason: EndReason): void {
    this.#abort.abort(reason);
  }
}
