import { and, eq, sql } from "drizzle-orm";
import { AppError } from "#app/core/app-error.ts";
import type { MessageWriter } from "#app/core/conversation/message-store.ts";
import type { Database } from "../database.ts";
import { conversations, messages } from "../schema/schema.ts";
import { createOutboxTransaction, type WriteContext, type Transaction } from "./outbox-transaction.ts";
import { createPostgresConversationReader } from "./postgres-conversation-reader.ts";
import { orUnavailable } from "./primary-errors.ts";

/** Of a conversation whose first words may not be shown. */
const defaultTitle = "New chat";

interface Place {
  userId: string;
  conversationId: string;
  messageId: string;
}

/** Writes on the primary, each in one transaction with the note in the outbox that tells other processes of it. */
export function createPostgresMessageWriter(primary: Database, origin: WriteContext): MessageWriter {
  const { findMessage } = createPostgresConversationReader(primary);
  const inOutboxTransaction = createOutboxTransaction(primary, origin);

  return {
    async setFeedback({ userId, messageId, feedback }) {
      const message = await orUnavailable(() => findMessage({ userId, messageId }));
      if (message?.role !== "assistant") return undefined;
      const { conversationId } = message;
      await inOutboxTransaction(
        { userId, conversationId, messageId, kind: "message" },
        async (transaction) => {
          const updated = await transaction
            .update(messages)
            .set({ feedback })
            .where(and(eq(messages.id, messageId), eq(messages.userId, userId)))
            .returning({ id: messages.id });
          return updated[0];
        },
      );
      return orUnavailable(() => findMessage({ userId, messageId }));
    },

    async withholdQuestion({ userId, messageId }) {
      const message = await orUnavailable(() => findMessage({ userId, messageId }));
      if (message?.role !== "user") return undefined;
      const { conversationId } = message;
      await inOutboxTransaction(
        { userId, conversationId, messageId, kind: "message" },
        async (transaction) => {
          await transaction
            .update(conversations)
            .set({ title: defaultTitle })
            .where(
              and(
                eq(conversations.id, conversationId),
                eq(conversations.userId, userId),
                eq(conversations.titleSource, "default"),
              ),
            );
          const updated = await transaction
            .update(messages)
            .set({ content: "" })
            .where(and(eq(messages.id, messageId), eq(messages.userId, userId)))
            .returning({ id: messages.id });
          return updated[0];
        },
      );
      return orUnavailable(() => findMessage({ userId, messageId }));
    },

    async deleteBranch({ userId, messageId }) {
      const message = await orUnavailable(() => findMessage({ userId, messageId }));
      if (!message) return undefined;
      const place = { userId, conversationId: message.conversationId, messageId };
      return inOutboxTransaction({ ...place, kind: "message_deleted" }, async (transaction) => {
        await requireQuiet(transaction, place);
        await moveActiveBranch(transaction, place);
        const deleted = await transaction.execute(sql`
          with recursive branch as (${branchBelow(place)})
          delete from messages where id in (select id from branch) and user_id = ${userId} returning id`);
        return deleted.length > 0 ? place.conversationId : undefined;
      });
    },
  };
}

/**
 * A message and all below it. Deleted by one statement: a cascade would go down a level at a time, and deep. Each level
 * is looked up by the index, whatever the planner thinks of a table that was filled a moment ago.
 */
const branchBelow = ({ messageId, userId }: Place) => sql`
  select id from messages where id = ${messageId} and user_id = ${userId}
  union all
  select child.id from branch cross join lateral (select id from messages where parent_id = branch.id offset 0) child`;

/** Locks in the order in which the statements of a turn do: generations, then the conversation. */
async function requireQuiet(transaction: Transaction, { userId, conversationId }: Place): Promise<void> {
  const generations = await transaction.execute<{ status: string }>(sql`
    select status from generations where user_id = ${userId} and conversation_id = ${conversationId}
    order by id for update`);
  if (generations.some(({ status }) => status === "running")) {
    throw new AppError("conflict", {
      message: "An answer is being written in this conversation. Stop it or wait for its end, then delete.",
    });
  }
  await transaction.execute(sql`
    select id from conversations where id = ${conversationId} and user_id = ${userId} for update`);
}

/** Where the active branch ends below the message, it goes to the newest branch beside it, else ends above it. */
async function moveActiveBranch(transaction: Transaction, place: Place): Promise<void> {
  await transaction.execute(sql`
    with recursive branch as (${branchBelow(place)}),
    gone as (
      select id, parent_id, conversation_id from messages where id = ${place.messageId} and user_id = ${place.userId}
    ),
    down as (
      (select s.id, 0 as depth from messages s join gone on s.id <> gone.id
          and s.conversation_id = gone.conversation_id and s.parent_id is not distinct from gone.parent_id
        order by s.created_at desc, s.id desc limit 1)
      union all
      select child.id, down.depth + 1 from down cross join lateral (
        select id from messages where parent_id = down.id order by created_at desc, id desc limit 1) child
    )
    update conversations
    set active_message_id = coalesce(
      (select id from down order by depth desc limit 1), (select parent_id from gone))
    where id = ${place.conversationId} and user_id = ${place.userId}
      and active_message_id in (select id from branch)`);
}
