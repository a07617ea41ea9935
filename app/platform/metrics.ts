import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** Every counter of the process. A `help` text says what a rise means. No label holds a user, conversation or message id. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    reads: new Counter({
      name: "chatbot_reads_total",
      help: "Page and API reads by the server that answered. Many on the primary with reason `behind` mean that the standby lags.",
      labelNames: ["target", "reason"] as const,
      registers,
    }),
    generations: new Counter({
      name: "chatbot_generations_total",
      help: "Answers by how they ended. `failed` rising means trouble at the model server, `interrupted` lost processes.",
      labelNames: ["status", "model"] as const,
      registers,
    }),
    runningGenerations: new Gauge({
      name: "chatbot_generations_running",
      help: "Answers being written by this process.",
      registers,
    }),
    generatedChunks: new Counter({
      name: "chatbot_generated_chunks_total",
      help: "Pieces of text received from the models, about one per token.",
      labelNames: ["model"] as const,
      registers,
    }),
    firstTokenSeconds: new Histogram({
      name: "chatbot_first_token_seconds",
      help: "From the person's message to the first token. Rises when the model queues or the primary is slow.",
      labelNames: ["model"] as const,
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
      registers,
    }),
    modelErrors: new Counter({
      name: "chatbot_model_errors_total",
      help: "Failed model requests by error code.",
      labelNames: ["code", "model"] as const,
      registers,
    }),
    sockets: new Gauge({
      name: "chatbot_sockets",
      help: "Open WebSockets of this process.",
      registers,
    }),
    clientErrors: new Counter({
      name: "chatbot_client_errors_total",
      help: "Errors told to clients, by edge and code. `internal` should stay at zero.",
      labelNames: ["edge", "code"] as const,
      registers,
    }),
    backgroundErrors: new Counter({
      name: "chatbot_background_errors_total",
      help: "Failures of work that no client waits for, by kind. Each is in the log.",
      labelNames: ["work"] as const,
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
