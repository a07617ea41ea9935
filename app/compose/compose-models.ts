import { createChatCompletionsModel } from "../adapters/llm/chat-completions-model.ts";
import { createSafetyModel } from "../adapters/safety/create-safety-model.ts";
import { ContextWindow } from "../core/context-window/context-window.ts";
import { createModelAccess } from "../core/model-access/create-model-access.ts";
import { createModeration } from "../core/safety/moderation.ts";
import type { Telemetry } from "../core/telemetry/telemetry.ts";
import type { Config } from "../platform/config/config.ts";
import type { LlmConfig } from "../platform/config/llm-config.ts";
import type { Component } from "../platform/lifecycle.ts";
import type { Logger } from "../platform/log.ts";
import type { Storage } from "./compose-storage.ts";

interface Dependencies {
  config: Pick<Config, "safetyLlm" | "limits">;
  llm: readonly LlmConfig[];
  safetyAudit: Storage["safetyAudit"];
  telemetry: Telemetry;
  log: Logger;
}

export type Models = ReturnType<typeof composeModels>;

/** The models, each behind its queue and circuit breaker, and the moderation of what they are asked and say. */
export function composeModels({ config, llm, safetyAudit, telemetry, log }: Dependencies) {
  const { limits, safetyLlm } = config;
  const contextWindow = new ContextWindow();
  const models = createModelAccess(
    llm.map((settings) => ({
      model: createChatCompletionsModel(settings, { log }),
      maxConcurrent: settings.maxConcurrent,
      fallback: settings.fallback,
    })),
    {
      limits: {
        maxWaiting: limits.queuedAnswers,
        maxWaitMs: limits.queueSeconds * 1000,
        breakerFailures: limits.breakerFailures,
        breakerRestMs: limits.breakerSeconds * 1000,
      },
      contextWindow,
      telemetry: telemetry.models,
    },
  );
  const moderation =
    safetyLlm &&
    createModeration({
      guard: createSafetyModel(safetyLlm, { log }),
      policy: safetyLlm,
      audit: safetyAudit,
      telemetry: telemetry.safety,
      log,
    });
  const component: Component = {
    name: "models",
    start() {
      for (const model of models) model.learn?.();
    },
  };
  return {
    models,
    contextWindow,
    moderation,
    component,
    /** For people to choose from. Read it at each use: names may still be learnt. */
    get choices() {
      return models.map(({ name, model }, index) => ({
        name,
        model,
        default: index === 0,
        ...(llm[index]?.isDemo && { demo: true }),
      }));
    },
  };
}
