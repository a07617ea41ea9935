import type { SafetyObserver } from "#app/core/safety/safety-audit.ts";
import type { Metrics } from "./metrics.ts";

/** Counts what the safety model finds. */
export function createSafetyObserver(metrics: Metrics): SafetyObserver {
  return {
    checked({ direction, verdict, action, seconds }) {
      metrics.safetyChecks.inc({ direction, verdict: verdict.verdict, action });
      if (verdict.verdict === "unknown") metrics.safetyFailures.inc({ reason: verdict.reason });
      metrics.safetySeconds.observe({ direction }, seconds);
    },
    auditFailed: () => metrics.safetyAuditErrors.inc(),
  };
}
