import { bigint, date, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { users } from "./schema.ts";

/** Tokens of a user by day (UTC) and model, for the quota. */
export const usageDays = pgTable(
  "usage_days",
  {
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    day: date({ mode: "string" }).notNull(),
    model: text().notNull(),
    promptTokens: bigint("prompt_tokens", { mode: "number" }).notNull().default(0),
    completionTokens: bigint("completion_tokens", { mode: "number" }).notNull().default(0),
    answers: integer().notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.userId, table.day, table.model] })],
);
