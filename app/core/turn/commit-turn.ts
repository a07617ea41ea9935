import { isAppError } from "../app-error.ts";
import { retry } from "../concurrency/retry.ts";
import type { TurnStart, TurnStarted, TurnStore } from "./turn-store.ts";

/** A failover to a standby takes seconds; a person waits that long for a message to be taken. */
const pausesMs = [100, 400, 1_000];

/**
 * Starts a turn, and finds out what became of it when the connection was lost on the way: the commit may have gone
 * through. Trying again is safe, since a message id is written once, and the generation tells whether it was ours.
 * @throws AppError database_unavailable when the primary stays away
 */
export function commitTurn(
  store: Pick<TurnStore, "start" | "findTurn">,
  turn: TurnStart,
): Promise<TurnStarted> {
  return commitWithRetry(
    () => store.start(turn),
    async () => {
      const known = await store.findTurn({ userId: turn.user.id, id: turn.messageId });
      if (known?.generationId !== turn.generationId) return undefined;
      return { outcome: "started", conversation: known.conversation, message: known.userMessage };
    },
  );
}

/**
 * Tries until the outcome is known. `findOwn` looks for what an earlier try committed.
 * @throws AppError database_unavailable when the primary stays away
 */
export function commitWithRetry<T>(
  start: () => Promise<T>,
  findOwn: () => Promise<T | undefined>,
): Promise<T> {
  return retry(
    async (retries) => {
      const own = retries === 0 ? undefined : await findOwn();
      return own ?? start();
    },
    { delayMs: (error, retries) => (isPrimaryAway(error) ? pausesMs[retries] : undefined) },
  );
}

const isPrimaryAway = (error: unknown) => isAppError(error) && error.code === "database_unavailable";
