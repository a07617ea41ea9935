import type { Log } from "#app/core/log.ts";
import type { DatabaseTelemetry } from "#app/core/telemetry/database-telemetry.ts";
import type { BreakerState, ModelTelemetry } from "#app/core/telemetry/model-telemetry.ts";
import type { SafetyTelemetry } from "#app/core/telemetry/safety-telemetry.ts";
import type { Telemetry } from "#app/core/telemetry/telemetry.ts";
import type { TurnTelemetry } from "#app/core/telemetry/turn-telemetry.ts";
import { createPrometheusMetrics, type PrometheusMetrics } from "./prometheus-metrics.ts";

const breakerStateNumbers: Record<BreakerState, number> = { closed: 0, half_open: 1, open: 2 };

/**
 * Counts everything as Prometheus metrics. What an operator should act on also goes into the log.
 * @returns `metricsText`: all metrics in the text format of Prometheus
 */
export function createPrometheusTelemetry(log: Log) {
  const metrics = createPrometheusMetrics();
  const { registry } = metrics;
  const telemetry: Telemetry = {
    turns: turnTelemetry(metrics),
    models: modelTelemetry(metrics, log),
    safety: safetyTelemetry(metrics),
    databases: databaseTelemetry(metrics),
    edges: {
      sockets: (count) => metrics.sockets.set(count),
      clientError: (edge, code) => metrics.clientErrors.inc({ edge, code }),
    },
  };
  return { telemetry, metricsText: { contentType: registry.contentType, read: () => registry.metrics() } };
}

function turnTelemetry(metrics: PrometheusMetrics): TurnTelemetry {
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

function modelTelemetry(metrics: PrometheusMetrics, log: Log): ModelTelemetry {
  return {
    waiting: (model, count) => metrics.modelQueueLength.set({ model }, count),
    waited: (model, outcome, elapsedMs) =>
      metrics.modelQueueSeconds.observe({ model, outcome }, elapsedMs / 1000),
    breakerChanged(model, state) {
      metrics.modelBreaker.set({ model }, breakerStateNumbers[state]);
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

function safetyTelemetry(metrics: PrometheusMetrics): SafetyTelemetry {
  return {
    checked({ direction, verdict, action, seconds }) {
      metrics.safetyChecks.inc({ direction, verdict: verdict.verdict, action });
      if (verdict.verdict === "unknown") metrics.safetyFailures.inc({ reason: verdict.reason });
      metrics.safetySeconds.observe({ direction }, seconds);
    },
    auditFailed: () => metrics.safetyAuditErrors.inc(),
  };
}

function databaseTelemetry(metrics: PrometheusMetrics): DatabaseTelemetry {
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
