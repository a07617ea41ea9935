import type { FrameOf, ServerFrame } from "#app/protocol/frames.ts";
import type { Message } from "#app/protocol/resources.ts";
import type { TurnStore } from "./turn-store.ts";

/** An answer as it was written to the primary at its end. */
export interface AnswerEnd {
  generationId: string;
  message: Message;
  /** The last `seq` whose text is in the message. */
  lastSeq: number;
  /** Whether another process than its writer closed it: then viewers may have been shown more than was kept. */
  isRecovered: boolean;
}

/**
 * More numbers than a writer can use beyond its log: it reads no further from the model with 512 Ki code units
 * unlogged, and each number carries at least one.
 */
const mostUnloggedSeqs = 1_000_000;

/**
 * The frame that ends an answer. Its `seq` is greater than every `seq` that any viewer can have been shown, so that a
 * client that applies only greater numbers applies it.
 * @param shownSeq the last `seq` that the receivers are known to have
 */
export function finishedFrame(
  { generationId, message, lastSeq, isRecovered }: AnswerEnd,
  shownSeq = 0,
): FrameOf<ServerFrame, "generation.finished"> {
  const withdrawnAfterSeq = isRecovered ? lastSeq : message.status === "blocked" ? 0 : undefined;
  return {
    type: "generation.finished",
    generationId,
    conversationId: message.conversationId,
    seq: Math.max(shownSeq, isRecovered ? lastSeq + mostUnloggedSeqs : lastSeq) + 1,
    ...(withdrawnAfterSeq !== undefined && { withdrawnAfterSeq }),
    message,
  };
}

/** `undefined` for an answer that is still being written, or is not the user's. */
export async function findAnswerEnd(
  store: Pick<TurnStore, "findTurn">,
  userId: string,
  generationId: string,
): Promise<AnswerEnd | undefined> {
  const turn = await store.findTurn({ userId, id: generationId });
  if (!turn?.answer) return undefined;
  const { lastSeq, isRecovered, answer } = turn;
  return { generationId: turn.generationId, message: answer, lastSeq, isRecovered };
}
