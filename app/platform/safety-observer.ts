import type { SafetyObserver } from "#app/core/safety/safety-audit.ts";
import type { Metrics } from "./metrics.ts";

/** Counts what the safety model finds. */
export function createSafetyObserver(metrics: Metrics): SafetyObserver {
  return {
    checked({ direction, verdict, action, seconds }) {
      metrics.safetyChecks.inc({ direction, verdict, action });
      metrics.safetySeconds.observe({ direction }, seconds);
    },
    auditFailed: () => metrics.safetyAuditErrors.inc(),
  };
}
