import type { ContextWindow } from "../context-window/context-window.ts";
import type { TextModel } from "../turn/text-model.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { withQueueAndBreaker } from "./with-queue-and-breaker.ts";
import type { ModelTelemetry } from "../telemetry/model-telemetry.ts";
import { ModelQueue, type QueueLimits } from "./model-queue.ts";
import { withFallback } from "./with-fallback.ts";
import { withRefit } from "./with-refit.ts";

export interface ModelAccessLimits extends QueueLimits {
  /** Failures in a row after which a model is left alone. */
  breakerFailures: number;
  /** For how long. */
  breakerRestMs: number;
}

interface AccessibleModel {
  model: TextModel;
  /** Answers that it may write at once for this process; undefined: as many as its server says. */
  maxConcurrent: number | undefined;
  /** The name of another model, which answers when this one cannot. */
  fallback: string | undefined;
}

interface Dependencies {
  limits: ModelAccessLimits;
  telemetry: ModelTelemetry;
  contextWindow: ContextWindow;
  /** Milliseconds of a clock that does not jump; default `performance.now`. */
  now?: () => number;
  /** From 0 to 1; default `Math.random`. */
  random?: () => number;
}

/** The same models, in the same order, each behind a fair line, a circuit breaker and, where named, a fallback. */
export function createModelAccess(
  models: readonly AccessibleModel[],
  { limits, telemetry, contextWindow, now = () => performance.now(), random = Math.random }: Dependencies,
): TextModel[] {
  const guarded = models.map(({ model, maxConcurrent }) => {
    const queue = new ModelQueue({
      ...limits,
      telemetry,
      now,
      random,
      get model() {
        return model.name;
      },
      get maxConcurrent() {
        return maxConcurrent ?? model.maxConcurrent?.();
      },
    });
    const breaker = new CircuitBreaker({
      failures: limits.breakerFailures,
      restMs: limits.breakerRestMs,
      onChange: (state) => telemetry.breakerChanged(model.name, state),
      now,
    });
    return withRefit(withQueueAndBreaker(model, queue, breaker), contextWindow);
  });
  // A fallback has none of its own: two models that name each other would send an answer round for ever.
  return guarded.map((model, index) => {
    const fallback = guarded.find(({ name }) => name === models[index]?.fallback);
    return fallback ? withFallback(model, fallback, { telemetry, contextWindow }) : model;
  });
}
