import type { ContextUse } from "#app/protocol/resources.ts";
import type { Log } from "../log.ts";
import type { FramePublisher } from "./frame-publisher.ts";
import { retry, untilPrimaryIsBack } from "../concurrency/retry.ts";
import type { LiveGeneration } from "./live-generation.ts";
import { isUnstorable, storableForms } from "./storable-end.ts";
import type { TurnTelemetry } from "../telemetry/turn-telemetry.ts";
import type { TurnEnd, TurnEnded, TurnStore } from "./turn-store.ts";
import type { Ending } from "./write-answer.ts";

interface Dependencies {
  store: Pick<TurnStore, "finish" | "findTurn">;
  publisher: Pick<FramePublisher, "hasConversationSubscribers">;
  telemetry: TurnTelemetry;
  log: Log;
}

/**
 * Writes the answer on the primary, trying again while that is down. After an error it is unknown whether the
 * commit went through, so each try first is the same fenced statement and then a look for its result.
 * Returns `undefined` when the answer has no place any more (its conversation was deleted) or the primary
 * stayed away: then the log on the primary is what recovery finds.
 */
export async function persistEnd(
  generation: LiveGeneration,
  ending: Ending,
  deps: Dependencies,
): Promise<TurnEnded | undefined> {
  const { userId, conversationId } = generation.identity;
  const end = toTurnEnd(
    generation,
    ending,
    !deps.publisher.hasConversationSubscribers(userId, conversationId),
  );
  const fields = { generationId: end.generationId };
  try {
    return await retry(async () => (await finish(end, deps)) ?? (await findEnded(generation, deps.store)), {
      delayMs: untilPrimaryIsBack(),
      onRetry: (error) => {
        deps.telemetry.backgroundError("finish");
        deps.log.warn({ ...fields, err: error }, "could not write the answer yet, trying again");
      },
    });
  } catch (error) {
    deps.telemetry.backgroundError("finish");
    deps.log.error(
      { ...fields, err: error },
      "could not write the answer; recovery will close it with what was logged",
    );
    return undefined;
  }
}

/** Writes it without what the database cannot take, rather than not at all. */
async function finish(end: TurnEnd, { store, telemetry, log }: Dependencies): Promise<TurnEnded | undefined> {
  let refusal: unknown;
  for (const form of storableForms(end)) {
    try {
      return await store.finish(form);
    } catch (error) {
      if (!isUnstorable(error)) throw error;
      refusal = error;
      telemetry.backgroundError("finish");
      log.warn(
        { err: error, generationId: end.generationId },
        "the database refused a part of the answer, writing it without",
      );
    }
  }
  throw refusal;
}

/** The answer as an earlier try of ours, or another process, wrote it. */
async function findEnded(
  { identity }: LiveGeneration,
  store: Dependencies["store"],
): Promise<TurnEnded | undefined> {
  const known = await store.findTurn({ userId: identity.userId, id: identity.id });
  if (!known?.answer) return undefined;
  return {
    userId: identity.userId,
    conversation: known.conversation,
    message: known.answer,
    ...(known.isRecovered && { recoveredSeq: known.lastSeq }),
  };
}

/** The server has counted the whole prompt, whatever was estimated before. */
function withServerCount(context: ContextUse | undefined, promptTokens: number | undefined) {
  if (context === undefined || promptTokens === undefined) return context;
  return { ...context, usedTokens: promptTokens, estimated: false };
}

function toTurnEnd(generation: LiveGeneration, ending: Ending, unread: boolean): TurnEnd {
  return {
    generationId: generation.identity.id,
    epoch: generation.epoch,
    seq: generation.answer.lastSeq,
    status: ending.status,
    // What was shown of it before is withdrawn.
    ...(ending.status === "blocked" ? { text: "", reasoning: "" } : generation.answer.since(0)),
    finishReason: ending.finishReason,
    usage: ending.usage,
    error: ending.error,
    safety: ending.safety,
    context: withServerCount(generation.context, ending.usage?.promptTokens),
    model: generation.identity.model,
    unread,
  };
}
