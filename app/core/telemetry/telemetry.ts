import type { DatabaseTelemetry } from "./database-telemetry.ts";
import type { EdgeTelemetry } from "./edge-telemetry.ts";
import type { ModelTelemetry } from "./model-telemetry.ts";
import type { SafetyTelemetry } from "./safety-telemetry.ts";
import type { TurnTelemetry } from "./turn-telemetry.ts";

/** What the operator's metrics are made of. One group per room; an adapter for a metrics system implements them all. */
export interface Telemetry {
  readonly turns: TurnTelemetry;
  readonly models: ModelTelemetry;
  readonly safety: SafetyTelemetry;
  readonly databases: DatabaseTelemetry;
  readonly edges: EdgeTelemetry;
}
