/**
 * Tables. Every table bears `user_id`, every list index starts with it, and all hang on the person by foreign
 * keys with cascade. Times have milliseconds, as JavaScript's dates do, so that a keyset cursor compares exactly.
 */
import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type {
  ContextUse,
  Failure,
  Feedback,
  ModelParameters,
  Safety,
  Usage,
} from "#app/protocol/resources.ts";

export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const users = pgTable("users", {
  /** The id that the sign-in proxy tells. */
  id: text().primaryKey(),
  name: text(),
  email: text(),
  /** The last number that `POST /` gave to a conversation of the user. */
  memoryBotChats: integer("memory_bot_chats").notNull().default(0),
  createdAt: time("created_at").notNull().defaultNow(),
});

export const conversations = pgTable(
  "conversations",
  {
    id: uuid().primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    title: text().notNull(),
    /** Who gave the title: `default` is the start of the first message, `model` and `person` say themselves. */
    titleSource: text("title_source", { enum: ["default", "model", "person"] }).notNull(),
    pinned: boolean().notNull().default(false),
    systemPrompt: text("system_prompt"),
    model: text(),
    parameters: jsonb().$type<ModelParameters>(),
    /** An answer has come that no tab has shown. */
    unread: boolean().notNull().default(false),
    /** The newest message of the branch that is shown; null while there is none. */
    activeMessageId: uuid("active_message_id").references((): AnyPgColumn => messages.id, {
      onDelete: "set null",
    }),
    createdAt: time("created_at").notNull().defaultNow(),
    /** Moves with messages, not with rename or pin. */
    updatedAt: time("updated_at").notNull().defaultNow(),
    /** Set: nobody may see it or anything in it; until it is purged it can be restored. */
    deletedAt: time("deleted_at"),
  },
  (table) => [
    index("conversations_list").on(table.userId, table.pinned, table.updatedAt, table.id),
    index("conversations_active_message").on(table.activeMessageId),
    index("conversations_deleted")
      .on(table.deletedAt, table.userId)
      .where(sql`deleted_at is not null`),
  ],
);

/** A tree: a message answers its parent; siblings are edits and other answers. */
export const messages = pgTable(
  "messages",
  {
    id: uuid().primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    parentId: uuid("parent_id"),
    role: text({ enum: ["user", "assistant"] }).notNull(),
    content: text().notNull(),
    reasoning: text(),
    status: text({ enum: ["complete", "stopped", "interrupted", "failed", "blocked"] }).notNull(),
    model: text(),
    finishReason: text("finish_reason"),
    usage: jsonb().$type<Usage>(),
    error: jsonb().$type<Failure>(),
    safety: jsonb().$type<Safety>(),
    feedback: jsonb().$type<Feedback>(),
    context: jsonb().$type<ContextUse>(),
    /** Unique: an answer is written once, whoever tries. */
    generationId: uuid("generation_id").unique(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (table) => [
    foreignKey({
      columns: [table.parentId],
      foreignColumns: [table.id],
      name: "messages_parent",
    }).onDelete("cascade"),
    index("messages_children").on(table.parentId),
    index("messages_roots")
      .on(table.conversationId)
      .where(sql`parent_id is null`),
    index("messages_conversation").on(table.conversationId),
    // The search looks through a person's own messages, the newest first.
    index("messages_search").on(table.userId, table.createdAt, table.id),
  ],
);

/** One answer being written or written: who writes it, and until when that is believed. */
export const generations = pgTable(
  "generations",
  {
    id: uuid().primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    /** The user message that is answered. */
    parentId: uuid("parent_id")
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    /** The id that the answer will have, or has when it is continued. */
    messageId: uuid("message_id").notNull(),
    /** True when it goes on with an answer that was stopped or interrupted. */
    continues: boolean().notNull().default(false),
    /** Set by a process that does not write it, for the one that does. */
    stopRequested: boolean("stop_requested").notNull().default(false),
    status: text({
      enum: ["running", "complete", "stopped", "interrupted", "failed", "blocked"],
    }).notNull(),
    model: text().notNull(),
    /** The process that writes it. */
    owner: text().notNull(),
    /** A process may write only while this is the epoch that it claimed. */
    epoch: integer().notNull().default(1),
    /** Past this time the owner counts as lost; null once finished. */
    leaseUntil: time("lease_until"),
    lastSeq: integer("last_seq").notNull().default(0),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (table) => [
    index("generations_running")
      .on(table.userId, table.conversationId)
      .where(sql`status = 'running'`),
    index("generations_lease")
      .on(table.leaseUntil)
      .where(sql`status = 'running'`),
    index("generations_conversation").on(table.conversationId),
    index("generations_parent").on(table.parentId),
  ],
);

/** The log of a running answer, appended a few times a second; removed once the message is written. */
export const generationEvents = pgTable(
  "generation_events",
  {
    generationId: uuid("generation_id")
      .notNull()
      .references(() => generations.id, { onDelete: "cascade" }),
    /** The last `seq` that the row covers. */
    seq: integer().notNull(),
    userId: text("user_id").notNull(),
    text: text().notNull(),
    reasoning: text().notNull(),
    /** Length of the text of each `seq` that the row covers, in UTF-16 code units, so that a reader can resume between. */
    textLengths: integer("text_lengths")
      .array()
      .notNull()
      .default(sql`'{}'`),
    reasoningLengths: integer("reasoning_lengths")
      .array()
      .notNull()
      .default(sql`'{}'`),
  },
  (table) => [primaryKey({ columns: [table.generationId, table.seq] })],
);

/**
 * What other processes are to tell their listeners, written in the transaction that it tells of. Bears no content:
 * who has listeners reads that by id. Kept for some minutes.
 */
export const outbox = pgTable(
  "outbox",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    userId: text("user_id").notNull(),
    conversationId: uuid("conversation_id").notNull(),
    kind: text({
      enum: ["turn", "end", "conversation", "deleted", "message", "message_deleted"],
    }).notNull(),
    generationId: uuid("generation_id"),
    messageId: uuid("message_id"),
    /** The process that wrote it, and has told its own listeners. */
    origin: text().notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (table) => [index("outbox_created_at").on(table.createdAt)],
);
