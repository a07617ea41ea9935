import type { SafetyDirection, Verdict } from "../safety/safety-model.ts";
import type { Decision } from "../safety/safety-policy.ts";

/** The safety model's checks. */
export interface SafetyTelemetry {
  checked(check: { direction: SafetyDirection; verdict: Verdict; action: Decision; seconds: number }): void;
  /** A finding could not be written to the audit. */
  auditFailed(): void;
}
