import type { EdgeTelemetry } from "#app/core/telemetry/edge-telemetry.ts";
import type { Logger } from "./log.ts";

type Edge = Parameters<EdgeTelemetry["clientError"]>[0];

/** Counts each error that a client is sent; `error` is set for those that nobody expected, and these are logged. */
export function createErrorReporter(telemetry: EdgeTelemetry, edge: Edge) {
  return (log: Logger, code: string, error: unknown): void => {
    telemetry.clientError(edge, code);
    if (error !== undefined) log.error({ err: error }, "unexpected error");
  };
}
