import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { conversations, users } from "./schema.ts";

/** The numbers by which callers of `POST /` know their conversations. */
export const memoryBotChats = pgTable(
  "memory_bot_chats",
  {
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Counted per user, from 1. */
    number: integer().notNull(),
    conversationId: uuid("conversation_id")
      .notNull()
      .unique()
      .references(() => conversations.id, { onDelete: "cascade" }),
  },
  (table) => [primaryKey({ columns: [table.userId, table.number] })],
);
