import type { SafetyAudit } from "#app/core/safety/safety-audit.ts";
import type { Database } from "../database.ts";
import { safetyAudit } from "../schema/safety-audit.ts";

/** Appends to the operator's table on the primary. */
export function createPostgresSafetyAudit({ db }: Database): SafetyAudit {
  return {
    async record(finding) {
      await db.insert(safetyAudit).values({ ...finding, categories: [...finding.categories] });
    },
  };
}
