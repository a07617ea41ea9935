import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** Every counter of the process. A `help` text says what a rise means. No label holds a user, conversation or message id. */
export function createPrometheusMetrics() {
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
    readFallbacks: new Counter({
      name: "chatbot_read_fallbacks_total",
      help: "Reads that failed on the standby and were done again on the primary, by cause. `conflict`: the query had to give way to replay.",
      labelNames: ["cause"] as const,
      registers,
    }),
    readGateSeconds: new Histogram({
      name: "chatbot_read_gate_wait_seconds",
      help: "Waits of reads for a standby that was a little behind. Most reads need not wait and are not in here.",
      buckets: [0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1],
      registers,
    }),
    readsQueued: new Gauge({
      name: "chatbot_primary_reads_queued",
      help: "Reads that wait for their turn on the primary, which keeps half of its connections for writes. Above 0 for long: reads should be on the standby.",
      registers,
    }),
    standbyState: new Gauge({
      name: "chatbot_standby_state",
      help: "1 for the present state: closed (serving), lagging, open (left alone), half-open (looked at again), promoted, none, read-only (the primary is away) or down.",
      labelNames: ["state"] as const,
      registers,
    }),
    standbyTransitions: new Counter({
      name: "chatbot_standby_transitions_total",
      help: "Changes of that state and their causes. Each is in the log.",
      labelNames: ["from", "to", "cause"] as const,
      registers,
    }),
    standbyLagBytes: new Gauge({
      name: "chatbot_standby_lag_bytes",
      help: "Log that the primary has written and the standby has not replayed.",
      registers,
    }),
    standbyLagSeconds: new Gauge({
      name: "chatbot_standby_lag_seconds",
      help: "Since when the standby has not replayed what the primary has written; 0 when it has all.",
      registers,
    }),
    lostWrites: new Counter({
      name: "chatbot_lost_writes_total",
      help: "Acknowledged writes that had not reached the standby when that became the primary, at most.",
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
    tokens: new Counter({
      name: "chatbot_tokens_total",
      help: "Tokens of prompts and answers as the model servers counted them.",
      labelNames: ["model", "direction"] as const,
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
    modelQueueLength: new Gauge({
      name: "chatbot_model_queue_length",
      help: "Answers that wait for a busy model. Long for long: the model needs more replicas.",
      labelNames: ["model"] as const,
      registers,
    }),
    modelQueueSeconds: new Histogram({
      name: "chatbot_model_queue_seconds",
      help: "Waits for a busy model by how they ended: `admitted`, `timeout`, `left` (stopped) or `full` (no room to wait).",
      labelNames: ["model", "outcome"] as const,
      buckets: [0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120],
      registers,
    }),
    modelBreaker: new Gauge({
      name: "chatbot_model_breaker_state",
      help: "0: the model is asked. 1: one request probes it. 2: it failed too often and is left alone.",
      labelNames: ["model"] as const,
      registers,
    }),
    modelFallbacks: new Counter({
      name: "chatbot_model_fallbacks_total",
      help: "Answers that another model gave, by the model that could not and why.",
      labelNames: ["model", "fallback", "code"] as const,
      registers,
    }),
    safetyChecks: new Counter({
      name: "chatbot_safety_checks_total",
      help: "What the safety model said and what was done about it. `unknown`: it gave no verdict, and `on_error` decided.",
      labelNames: ["direction", "verdict", "action"] as const,
      registers,
    }),
    safetyFailures: new Counter({
      name: "chatbot_safety_failures_total",
      help: "Checks without a verdict, by cause.",
      labelNames: ["reason"] as const,
      registers,
    }),
    safetySeconds: new Histogram({
      name: "chatbot_safety_check_seconds",
      help: "From asking the safety model to its verdict. Shown text waits for it.",
      labelNames: ["direction"] as const,
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10],
      registers,
    }),
    safetyAuditErrors: new Counter({
      name: "chatbot_safety_audit_errors_total",
      help: "Findings that could not be written to the safety audit. Each is in the log, without its content.",
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

export type PrometheusMetrics = ReturnType<typeof createPrometheusMetrics>;
