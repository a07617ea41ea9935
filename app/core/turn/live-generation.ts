import type { FrameOf, ServerFrame } from "#app/protocol/frames.ts";
import { AnswerText } from "./answer-text.ts";

export type EndReason = "stopped" | "interrupted" | "deleted" | "fenced";

export interface GenerationIdentity {
  id: string;
  userId: string;
  conversationId: string;
  /** The id of the answer. */
  messageId: string;
  /** The user message that is answered. */
  parentId: string;
  model: string;
}

/** An answer that this process writes: its text so far, and the means to end it. */
export class LiveGeneration {
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

  startedFrame(): FrameOf<ServerFrame, "generation.started"> {
    const { id, conversationId, messageId, parentId, model } = this.identity;
    return { type: "generation.started", generationId: id, conversationId, messageId, parentId, model };
  }

  /** One frame that bears everything after `afterSeq`; undefined when there is nothing new. */
  deltaSince(afterSeq: number): FrameOf<ServerFrame, "generation.delta"> | undefined {
    const seq = this.answer.lastSeq;
    if (seq <= afterSeq) return undefined;
    const { id, conversationId, messageId } = this.identity;
    const { text, reasoning } = this.answer.since(afterSeq);
    return {
      type: "generation.delta",
      generationId: id,
      conversationId,
      messageId,
      seq,
      ...(text && { text }),
      ...(reasoning && { reasoning }),
    };
  }
}
