import { finishedFrame, type AnswerEnd } from "#app/core/turn/answer-end.ts";
import {
  deltaSince,
  queuedFrame,
  startedFrame,
  type StreamingAnswers,
} from "#app/core/turn/streaming-answer.ts";
import type { StartedTurn } from "#app/core/turn/turns.ts";
import type { FrameOf, ServerFrame } from "#app/protocol/frames.ts";

/** Where frames go: a socket, or a stream of server-sent events. */
export interface FrameSink {
  send(frame: ServerFrame): void;
  /** True while the reader is too slow to be sent more text; it catches up with a later frame. */
  isCongested(): boolean;
}

export interface FollowerDependencies {
  answers: StreamingAnswers;
  /** An answer that is already written, for a reader that comes too late. */
  findEnd: (query: { userId: string; generationId: string }) => Promise<AnswerEnd | undefined>;
  /** What the user's next read should bear to be as new as what was told. */
  readAfter: (userId: string) => string | undefined;
}

/**
 * Sends one reader the frames of running answers so that nothing is missing and nothing comes twice, whether it
 * was there from the start, resumes in the middle or was too slow for a while.
 */
export class FrameFollower {
  readonly #userId: string;
  readonly #sink: FrameSink;
  readonly #deps: FollowerDependencies;
  /** Per running generation: the last `seq` that was sent. */
  readonly #sentSeq = new Map<string, number>();
  #isStopped = false;

  constructor(userId: string, sink: FrameSink, deps: FollowerDependencies) {
    this.#userId = userId;
    this.#sink = sink;
    this.#deps = deps;
  }

  /** Whether an answer is on its way to this reader. */
  get isFollowing(): boolean {
    return !this.#isStopped && this.#sentSeq.size > 0;
  }

  /** Sends nothing more, also of what is under way. */
  stop(): void {
    this.#isStopped = true;
  }

  onFrame(frame: ServerFrame, coversAfter = 0): void {
    if (frame.type === "generation.delta") {
      this.#onDelta(frame, coversAfter);
      return;
    }
    if (frame.type === "generation.started") {
      if (this.#sentSeq.has(frame.generationId)) return;
      this.#sentSeq.set(frame.generationId, 0);
    }
    if (frame.type === "generation.finished") this.#onFinished(frame);
    else this.#send(frame);
  }

  /** A reader that was too slow for the last deltas gets them before the end. */
  #onFinished(frame: FrameOf<ServerFrame, "generation.finished">): void {
    const sentSeq = this.#sentSeq.get(frame.generationId) ?? 0;
    const isWhole = frame.withdrawnAfterSeq === undefined && this.#sentSeq.has(frame.generationId);
    const missing = isWhole ? this.#deltaSince(frame.generationId, sentSeq) : undefined;
    if (missing) this.#send(missing);
    this.#sentSeq.delete(frame.generationId);
    // Applied by a reader that has resumed beyond what is known here, too.
    this.#send(frame.seq > sentSeq ? frame : { ...frame, seq: sentSeq + 1 });
  }

  /** In step, the shared frame goes out as it is; otherwise one frame bears all that this reader lacks. */
  #onDelta(frame: FrameOf<ServerFrame, "generation.delta">, coversAfter: number): void {
    const sentSeq = this.#sentSeq.get(frame.generationId);
    if (sentSeq === undefined || frame.seq <= sentSeq || this.#sink.isCongested()) return;
    const missing = sentSeq === coversAfter ? frame : this.#deltaSince(frame.generationId, sentSeq);
    if (!missing) return;
    this.#sentSeq.set(frame.generationId, missing.seq);
    this.#send(missing);
  }

  #deltaSince(generationId: string, afterSeq: number) {
    const answer = this.#deps.answers.find(this.#userId, generationId);
    return answer && deltaSince(answer, afterSeq);
  }

  /** A turn that was started before by the same id: what it answered then, and the answer so far. */
  async repeat({ conversation, userMessage, generationId }: StartedTurn): Promise<void> {
    this.#send({
      type: "message.accepted",
      id: userMessage.id,
      conversation,
      message: userMessage,
      generationId,
      ...this.#readAfter(),
    });
    await this.catchUp(conversation.id, generationId, this.#sentSeq.get(generationId) ?? 0);
  }

  /** What the reader has already seen: an answer may grow and end before it is caught up with. */
  resume(generationId: string, afterSeq: number): void {
    this.#sentSeq.set(generationId, afterSeq);
  }

  /** The last `seq` that this reader was sent; undefined when the answer is not followed, or has ended. */
  sentSeq(generationId: string): number | undefined {
    return this.#sentSeq.get(generationId);
  }

  /** The rest of a running answer after `afterSeq`, or the whole of a finished one. */
  async catchUp(conversationId: string, generationId: string, afterSeq: number): Promise<void> {
    const answer = this.#deps.answers.find(this.#userId, generationId);
    if (answer) {
      this.#send(startedFrame(answer));
      const queued = queuedFrame(answer);
      if (queued && queued.position > 0) this.#send(queued);
      const missing = deltaSince(answer, afterSeq);
      // A reader may be ahead of a log that is followed from another process.
      this.#sentSeq.set(generationId, missing?.seq ?? afterSeq);
      if (missing) this.#send(missing);
      return;
    }
    this.#sentSeq.delete(generationId);
    const end = await this.#deps.findEnd({ userId: this.#userId, generationId });
    if (end?.message.conversationId !== conversationId) return;
    this.#send({ ...finishedFrame(end, afterSeq), ...this.#readAfter() });
  }

  #send(frame: ServerFrame): void {
    if (!this.#isStopped) this.#sink.send(frame);
  }

  #readAfter(): { readAfter?: string } {
    const readAfter = this.#deps.readAfter(this.#userId);
    return readAfter === undefined ? {} : { readAfter };
  }
}
