import { pgTable, text } from "drizzle-orm/pg-core";
import { time, users } from "./schema.ts";

/** What a person has set for all of their conversations. */
export const userSettings = pgTable("user_settings", {
  userId: text("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** Told to the model with every turn; null: none. */
  instructions: text(),
  /** The name of the model that the person chose last, for their next new chat; null: the default one. */
  model: text(),
  updatedAt: time("updated_at").notNull().defaultNow(),
});
