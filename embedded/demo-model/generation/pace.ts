import { setImmediate, setTimeout } from "node:timers/promises";

/** Around 1 and 1 on average, always the same: an even beat would look like a machine, a random one could not be tested. */
const beats = [0.6, 1.1, 0.9, 1.5, 0.7, 1.2, 1];

/**
 * Returns a function that resolves when the next token is due. Late tokens catch up, so the mean rate holds.
 * It rejects with the signal's reason when aborted.
 */
export function createPace(
  { tokensPerSecond, firstTokenDelayMs }: { tokensPerSecond: number; firstTokenDelayMs: number },
  signal: AbortSignal,
): () => Promise<void> {
  const intervalMs = 1000 / tokensPerSecond;
  let dueMs = performance.now() + firstTokenDelayMs;
  let count = 0;
  return async () => {
    dueMs += intervalMs * (beats[count++ % beats.length] ?? 1);
    const waitMs = dueMs - performance.now();
    await (waitMs >= 1 ? setTimeout(waitMs, undefined, { signal }) : setImmediate(undefined, { signal }));
  };
}
