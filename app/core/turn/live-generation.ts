import type { ContextUse } from "#app/protocol/resources.ts";
import type { WaitReason } from "./text-model.ts";
import { AnswerText } from "./answer-text.ts";
import type { GenerationIdentity, StreamingAnswer } from "./streaming-answer.ts";

/** Beyond either the model is not read on until the log has caught up. */
const maxUnloggedLength = 512 * 1024;
const maxUnloggedMs = 60_000;
/** More than this is not to be lost with the process, in UTF-16 code units. */
const urgentLength = 1024;

export type EndReason = "stopped" | "interrupted" | "deleted" | "fenced";

/** An answer that this process writes: its text so far, and the means to end it. */
export class LiveGeneration implements StreamingAnswer {
  /** Text that the log does not hold yet, in UTF-16 code units, and since when there is any. */
  #unloggedLength = 0;
  #unloggedSince: number | undefined;
  #resume: (() => void) | undefined;
  #pause: Promise<void> | undefined;
  readonly identity: GenerationIdentity;
  readonly answer = new AnswerText();
  /** Fencing number of the generation row; a process may write only under the epoch that it claimed. */
  readonly epoch = 1;
  /** Set once the row is committed: before that nothing may be shown or logged. */
  committed = false;
  /** The last `seq` that the log on the primary holds. */
  loggedSeq = 0;
  queuePosition: number | undefined;
  waitReason: WaitReason | undefined;
  /** How full the model's window was with what it was asked. */
  context: ContextUse | undefined;
  readonly #abort = new AbortController();

  constructor(identity: GenerationIdentity) {
    this.identity = identity;
  }

  /** Fires when the answer is to end early; its reason is an `EndReason`. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Another model answers than was asked for. */
  recordFallback(modelName: string): void {
    this.identity.model = modelName;
  }

  append(kind: "text" | "reasoning", piece: string): void {
    this.answer.append(kind, piece);
    this.#unloggedLength += piece.length;
    this.#unloggedSince ??= performance.now();
  }

  /** The log holds the pieces up to `seq`, `length` code units more than before. */
  markLogged(seq: number, length: number): void {
    this.loggedSeq = Math.max(this.loggedSeq, seq);
    this.#unloggedLength -= length;
    this.#unloggedSince = this.#unloggedLength > 0 ? performance.now() : undefined;
    this.#resumeReading();
  }

  /** Whether so much text is unlogged that the log should not wait for its next turn. */
  get needsFlush(): boolean {
    return this.#unloggedLength > urgentLength;
  }

  /** To be awaited before the model is read on, when the log is so far behind that memory would fill. */
  waitForLog(): Promise<void> | undefined {
    const isBehind =
      this.#unloggedLength > maxUnloggedLength ||
      (this.#unloggedSince !== undefined && performance.now() - this.#unloggedSince > maxUnloggedMs);
    if (!isBehind || this.signal.aborted) return undefined;
    return (this.#pause ??= new Promise((resolve) => (this.#resume = resolve)));
  }

  end(reason: EndReason): void {
    this.#abort.abort(reason);
    this.#resumeReading();
  }

  #resumeReading(): void {
    this.#resume?.();
    this.#resume = undefined;
    this.#pause = undefined;
  }
}
