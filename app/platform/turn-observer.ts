import type { TurnObserver } from "#app/core/turn/turn-observer.ts";
import type { Metrics } from "./metrics.ts";

/** Counts what the core tells of turns. */
export function createTurnObserver(metrics: Metrics): TurnObserver {
  return {
    textReceived: (model) => metrics.generatedChunks.inc({ model }),
    firstToken: (model, elapsedMs) => metrics.firstTokenSeconds.observe({ model }, elapsedMs / 1000),
    ended(model, status, errorCode) {
      metrics.generations.inc({ status, model });
      if (errorCode !== undefined) metrics.modelErrors.inc({ code: errorCode, model });
    },
    tokensUsed(model, { promptTokens = 0, completionTokens = 0 }) {
      metrics.tokens.inc({ model, direction: "prompt" }, promptTokens);
      metrics.tokens.inc({ model, direction: "completion" }, completionTokens);
    },
    running: (count) => metrics.runningGenerations.set(count),
    backgroundError: (work) => metrics.backgroundErrors.inc({ work }),
  };
}
