import type { BreakerState, ModelAccessObserver } from "#app/core/model-access/model-access-observer.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";

const stateNumbers: Record<BreakerState, number> = { closed: 0, half_open: 1, open: 2 };

/** Counts what the core tells of the way to the models; what an operator should act on also goes into the log. */
export function createModelAccessObserver(metrics: Metrics, log: Logger): ModelAccessObserver {
  return {
    waiting: (model, count) => metrics.modelQueueLength.set({ model }, count),
    waited: (model, outcome, elapsedMs) =>
      metrics.modelQueueSeconds.observe({ model, outcome }, elapsedMs / 1000),
    breakerChanged(model, state) {
      metrics.modelBreaker.set({ model }, stateNumbers[state]);
      if (state === "open")
        log.warn({ model }, "the model fails again and again; it is left alone for a while");
      if (state === "closed") log.info({ model }, "the model answers again");
    },
    fellBack(model, fallback, code) {
      metrics.modelFallbacks.inc({ model, fallback, code });
      log.warn({ model, fallback, code }, "another model answers");
    },
  };
}
