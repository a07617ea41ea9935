import type { FrameOf, ServerFrame } from "#app/protocol/frames.ts";
import type { AnswerText } from "./answer-text.ts";
import type { WaitReason } from "./text-model.ts";

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

/** An answer that grows, written by this process or followed from another's log. */
export interface StreamingAnswer {
  readonly identity: GenerationIdentity;
  readonly answer: AnswerText;
  /** Its place in the line of a busy model, 1 being the next; undefined when it does not wait, or waits elsewhere. */
  readonly queuePosition?: number | undefined;
  readonly waitReason?: WaitReason | undefined;
}

/** Answers that stream now, each found by its owner only. */
export interface StreamingAnswers {
  find(userId: string, generationId: string): StreamingAnswer | undefined;
  inConversation(userId: string, conversationId: string): StreamingAnswer[];
}

/** The answers of all sources; the first source that knows an answer gives it. */
export function combineAnswers(...sources: StreamingAnswers[]): StreamingAnswers {
  return {
    find(userId, generationId) {
      for (const source of sources) {
        const answer = source.find(userId, generationId);
        if (answer) return answer;
      }
      return undefined;
    },
    inConversation: (userId, conversationId) =>
      sources.flatMap((source) => source.inConversation(userId, conversationId)),
  };
}

/** Where an answer stands in line; 0 that its turn has come. Undefined when it never had to wait. */
export function queuedFrame({
  identity,
  queuePosition,
  waitReason = "busy",
}: StreamingAnswer): FrameOf<ServerFrame, "generation.queued"> | undefined {
  if (queuePosition === undefined) return undefined;
  const { id, conversationId } = identity;
  return {
    type: "generation.queued",
    generationId: id,
    conversationId,
    position: queuePosition,
    ...(waitReason === "loading" && { reason: waitReason }),
  };
}

export function startedFrame({ identity }: StreamingAnswer): FrameOf<ServerFrame, "generation.started"> {
  const { id, conversationId, messageId, parentId, model } = identity;
  return { type: "generation.started", generationId: id, conversationId, messageId, parentId, model };
}

/** One frame that bears everything after `afterSeq`; undefined when there is nothing new. */
export function deltaSince(
  { identity, answer }: StreamingAnswer,
  afterSeq: number,
): FrameOf<ServerFrame, "generation.delta"> | undefined {
  const seq = answer.lastSeq;
  if (seq <= afterSeq) return undefined;
  const { id, conversationId, messageId } = identity;
  const { text, reasoning } = answer.since(afterSeq);
  return {
    type: "generation.delta",
    generationId: id,
    conversationId,
    messageId,
    seq,
    afterSeq,
    ...(text && { text }),
    ...(reasoning && { reasoning }),
  };
}
