import { setTimeout as sleep } from "node:timers/promises";
import type { ContextUse } from "#app/protocol/resources.ts";
import type { Log } from "../log.ts";
import type { Audience } from "./audience.ts";
import type { LiveGeneration } from "./live-generation.ts";
import type { TurnObserver } from "./turn-observer.ts";
import type { TurnEnd, TurnEnded, TurnStore } from "./turn-store.ts";
import type { Ending } from "./write-answer.ts";

/** How long a whole answer waits in memory for a primary that does not take it. */
const patienceMs = 60_000;
const firstPauseMs = 100;
const longestPauseMs = 2_000;

interface Dependencies {
  store: Pick<TurnStore, "finish" | "findTurn">;
  audience: Pick<Audience, "hasWatchers">;
  observer: TurnObserver;
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
  const end = toTurnEnd(generation, ending, !deps.audience.hasWatchers(userId, conversationId));
  const giveUpAt = performance.now() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return (await deps.store.finish(end)) ?? (await findEnded(generation, deps.store));
    } catch (error) {
      deps.observer.backgroundError("finish");
      const fields = { err: error, generationId: end.generationId };
      if (performance.now() > giveUpAt) {
        deps.log.error(fields, "could not write the answer; recovery will close it with what was logged");
        return undefined;
      }
      deps.log.warn(fields, "could not write the answer yet, trying again");
      await sleep(pauseMs);
    }
  }
}

/** The answer as an earlier try of ours, or another process, wrote it. */
async function findEnded(
  { identity }: LiveGeneration,
  store: Dependencies["store"],
): Promise<TurnEnded | undefined> {
  const known = await store.findTurn({ userId: identity.userId, id: identity.id });
  return known?.answer
    ? { userId: identity.userId, conversation: known.conversation, message: known.answer }
    : undefined;
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
