import { createPrometheusTelemetry } from "../adapters/prometheus/prometheus-telemetry.ts";
import type { Config } from "../platform/config/config.ts";
import type { LlmConfig } from "../platform/config/llm-config.ts";
import { Lifecycle } from "../platform/lifecycle.ts";
import type { Logger } from "../platform/log.ts";
import { composeEdges, type EdgeOptions } from "./compose-edges.ts";
import { composeKernels, type KernelOptions } from "./compose-kernels.ts";
import { composeModels } from "./compose-models.ts";
import { composeServices } from "./compose-services.ts";
import { composeStorage, type PostgresAddresses } from "./compose-storage.ts";
import { composeTurns } from "./compose-turns.ts";

interface Options extends EdgeOptions, KernelOptions {
  config: EdgeOptions["config"] & KernelOptions["config"] & Pick<Config, "safetyLlm">;
  /** At least one; the first is the default. */
  llm: readonly LlmConfig[];
  postgres: PostgresAddresses;
  /** True when no other process can share the database, as with the embedded one. */
  ownsDatabase: boolean;
  log: Logger;
}

export interface ChatbotApp {
  /** Connects, and takes over what lost processes left behind. Call before the main server listens. */
  start(): Promise<void>;
  /** Lets running answers end within the grace, then closes sockets and pools. */
  close(graceMs: number): Promise<void>;
}

/** Constructs and wires all parts. They start in the order in which they are listed and stop in reverse. */
export function composeApp(options: Options): ChatbotApp {
  const { config, llm, postgres, ownsDatabase, log } = options;
  const { telemetry, metricsText } = createPrometheusTelemetry(log);
  const shared = { telemetry, log };
  const storage = composeStorage(postgres, shared);
  const models = composeModels({ config, llm, safetyAudit: storage.safetyAudit, ...shared });
  const turnParts = composeTurns({ storage, models, limits: config.limits, ownsDatabase, ...shared });
  const kernels = composeKernels(options, { publisher: turnParts.publisher, log });
  const services = composeServices({ storage, models, turnParts, kernels: kernels.panel, log });
  const edges = composeEdges(options, {
    storage,
    models,
    turnParts,
    services,
    metricsText,
    ...shared,
  });
  const components = [
    storage.component,
    models.component,
    ...turnParts.components,
    kernels.component,
    ...edges,
  ];
  const lifecycle = new Lifecycle(log);
  return {
    async start() {
      for (const component of components) await lifecycle.start(component);
    },
    close: (graceMs) => lifecycle.stop(graceMs),
  };
}
