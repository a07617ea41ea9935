import type { FreshnessObserver } from "#app/core/freshness/freshness-observer.ts";
import type { Metrics } from "./metrics.ts";

/** Counts what the database servers and the reads of them tell. */
export function createFreshnessObserver(metrics: Metrics): FreshnessObserver {
  return {
    answered: (target, reason) => metrics.reads.inc({ target, reason }),
    fellBack: (cause) => metrics.readFallbacks.inc({ cause }),
    waited: (elapsedMs) => metrics.readGateSeconds.observe(elapsedMs / 1000),
    queued: (reads) => metrics.readsQueued.set(reads),
    began: (state) => metrics.standbyState.set({ state }, 1),
    lag(bytes, elapsedMs) {
      metrics.standbyLagBytes.set(bytes);
      metrics.standbyLagSeconds.set(elapsedMs / 1000);
    },
    changed(from, to, cause) {
      metrics.standbyState.set({ state: from }, 0);
      metrics.standbyState.set({ state: to }, 1);
      metrics.standbyTransitions.inc({ from, to, cause });
    },
    lostWrites: (count) => metrics.lostWrites.inc(count),
  };
}
