import { sql } from "drizzle-orm";
import { boolean, check, pgTable, text } from "drizzle-orm/pg-core";

/** The one row that its migration inserts: what all processes sign freshness tokens with. */
export const freshnessKey = pgTable(
  "freshness_key",
  {
    only: boolean().primaryKey().default(true),
    key: text()
      .notNull()
      .default(sql`gen_random_uuid()::text || gen_random_uuid()::text`),
  },
  (table) => [check("freshness_key_only", sql`${table.only}`)],
);
