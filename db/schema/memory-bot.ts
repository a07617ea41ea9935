import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { conversations, time, users } from "./schema.ts";

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
    /** The user message of the turn that has the conversation to itself; null while there is none. */
    turnId: uuid("turn_id"),
    /** When that turn took it: a turn that has not begun long after is of a lost process. */
    turnSince: time("turn_since"),
  },
  (table) => [primaryKey({ columns: [table.userId, table.number] })],
);
