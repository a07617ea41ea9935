import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { SharedMessage } from "#app/protocol/shares.ts";
import { conversations, time, users } from "./schema.ts";

/** A branch as it was when it was published. Gone with its conversation. */
export const shares = pgTable(
  "shares",
  {
    /** Random, not in the order of time: who has the link may read. */
    id: uuid().primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    title: text().notNull(),
    messages: jsonb().$type<SharedMessage[]>().notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (table) => [
    index("shares_list").on(table.userId, table.createdAt, table.id),
    index("shares_conversation").on(table.conversationId),
  ],
);
