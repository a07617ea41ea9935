import { setTimeout as sleep } from "node:timers/promises";

/** How long something waits in memory for a primary that does not take it. */
const patienceMs = 60_000;
const firstPauseMs = 100;
const longestPauseMs = 2_000;

/** Tries until the work is done. @param onFailure hears of each failure but the last @throws the last one */
export async function retry<T>(work: () => Promise<T>, onFailure: (error: unknown) => void): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      onFailure(error);
      await sleep(pauseMs);
    }
  }
}
