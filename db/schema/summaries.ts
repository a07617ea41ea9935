import { index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { conversations, messages, time, users } from "./schema.ts";

/** What stands for the older turns of a branch when the window is too small for them. */
export const conversationSummaries = pgTable(
  "conversation_summaries",
  {
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    /** The last message that is folded in. */
    messageId: uuid("message_id")
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    content: text().notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.messageId] }),
    index("conversation_summaries_message").on(table.messageId),
  ],
);
