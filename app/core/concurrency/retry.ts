import { setTimeout as sleep } from "node:timers/promises";

export interface RetryOptions {
  /** Milliseconds before the next try; `undefined` gives up. @param retries made so far, 0 after the first try */
  delayMs: (error: unknown, retries: number) => number | undefined;
  /** Called before each wait. */
  onRetry?: ((error: unknown, delayMs: number) => void) | undefined;
  /** Ends a wait. */
  signal?: AbortSignal | undefined;
}

/**
 * Tries until the work succeeds.
 * @param work receives how many retries were made before, 0 on the first try
 * @throws the last error once `delayMs` gives up; the signal's reason when that fires during a wait
 */
export async function retry<T>(
  work: (retries: number) => Promise<T>,
  { delayMs, onRetry, signal }: RetryOptions,
): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await work(retries);
    } catch (error) {
      const pauseMs = delayMs(error, retries);
      if (pauseMs === undefined) throw error;
      onRetry?.(error, pauseMs);
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

/** Delays that double from `firstMs` up to `longestMs`, for `giveUpAfterMs` from now. */
export function exponentialBackoff({
  firstMs,
  longestMs,
  giveUpAfterMs,
}: {
  firstMs: number;
  longestMs: number;
  giveUpAfterMs: number;
}): RetryOptions["delayMs"] {
  const giveUpAt = performance.now() + giveUpAfterMs;
  return (_error, retries) =>
    performance.now() > giveUpAt ? undefined : Math.min(firstMs * 2 ** Math.min(retries, 30), longestMs);
}

/** For a write that must not be lost: how long it waits in memory for a primary that does not take it. */
export const untilPrimaryIsBack = (): RetryOptions["delayMs"] =>
  exponentialBackoff({ firstMs: 100, longestMs: 2_000, giveUpAfterMs: 60_000 });
