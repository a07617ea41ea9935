import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import * as freshnessKey from "./schema/freshness-key.ts";
import * as memoryBot from "./schema/memory-bot.ts";
import * as safetyAudit from "./schema/safety-audit.ts";
import * as schema from "./schema/schema.ts";
import * as shares from "./schema/shares.ts";
import * as summaries from "./schema/summaries.ts";
import * as usageDays from "./schema/usage-days.ts";
import * as userSettings from "./schema/user-settings.ts";

const modules = [schema, freshnessKey, memoryBot, safetyAudit, shares, summaries, usageDays, userSettings];

/** Every table of the product, by its names in the database. */
export const allTables: readonly { name: string; columns: readonly string[] }[] = modules
  .flatMap((exported): unknown[] => Object.values(exported))
  .flatMap((value) => (is(value, PgTable) ? [getTableConfig(value)] : []))
  .map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) }));
