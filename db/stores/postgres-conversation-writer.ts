import { and, eq, isNull, ne, sql, type SQL } from "drizzle-orm";
import { AppError } from "#app/core/app-error.ts";
import type { ConversationWriter } from "#app/core/conversation/conversation-store.ts";
import type { Database } from "../database.ts";
import { conversations, users } from "../schema/schema.ts";
import { createOutboxTransaction, type WriteContext, type Transaction } from "./outbox-transaction.ts";
import { createPostgresConversationReader } from "./postgres-conversation-reader.ts";
import { closeAnswers, restorableFor } from "./deletion-sql.ts";
import { orUnavailable } from "./primary-errors.ts";

/** Writes on the primary, each in one transaction with the note in the outbox that tells other processes of it. */
export function createPostgresConversationWriter(
  primary: Database,
  origin: WriteContext,
): ConversationWriter {
  const inOutboxTransaction = createOutboxTransaction(primary, origin);
  const { findConversation, findMessage } = createPostgresConversationReader(primary);

  /** `change` says whether it changed anything. */
  async function writeWithOutbox(
    place: { userId: string; conversationId: string },
    kind: "conversation" | "deleted",
    change: (transaction: Transaction) => Promise<boolean>,
  ): Promise<boolean> {
    const changed = await inOutboxTransaction(
      { ...place, kind },
      async (transaction) => (await change(transaction)) || undefined,
    );
    return changed ?? false;
  }

  /** Changes columns of the user's conversation, where `condition` holds. */
  async function update(
    place: { userId: string; conversationId: string },
    change: Partial<typeof conversations.$inferInsert>,
    condition?: SQL,
  ): Promise<boolean> {
    return writeWithOutbox(place, "conversation", async (transaction) => {
      const updated = await transaction
        .update(conversations)
        .set(change)
        .where(and(isPlace(place), condition))
        .returning({ id: conversations.id });
      return updated.length > 0;
    });
  }

  return {
    async createConversation({ user, conversation }) {
      const place = { userId: user.id, conversationId: conversation.id };
      await writeWithOutbox(place, "conversation", async (transaction) => {
        await transaction
          .insert(users)
          .values(user)
          .onConflictDoUpdate({ target: users.id, set: { name: user.name, email: user.email } });
        await transaction.insert(conversations).values({
          id: conversation.id,
          userId: user.id,
          title: conversation.title ?? "New chat",
          titleSource: conversation.title === undefined ? "default" : "person",
          systemPrompt: conversation.systemPrompt ?? null,
          model: conversation.model ?? null,
          parameters: conversation.parameters ?? null,
        });
        return true;
      });
      const created = await orUnavailable(() => findConversation(place));
      if (!created) throw new AppError("not_found");
      return created;
    },

    async updateConversation({ userId, conversationId, patch }) {
      const { title, pinned, systemPrompt, model, parameters, unread } = patch;
      const change = {
        ...(title !== undefined && { title, titleSource: "person" as const }),
        ...(pinned !== undefined && { pinned }),
        ...(systemPrompt !== undefined && { systemPrompt }),
        ...(model !== undefined && { model }),
        ...(parameters !== undefined && { parameters }),
        ...(unread !== undefined && { unread }),
      };
      if (Object.keys(change).length > 0) await update({ userId, conversationId }, change);
      return orUnavailable(() => findConversation({ userId, conversationId }));
    },

    async setGeneratedTitle({ userId, conversationId, title, replace }) {
      const change = { title, titleSource: "model" as const };
      const mayReplace = replace ? undefined : ne(conversations.titleSource, "person");
      if (!(await update({ userId, conversationId }, change, mayReplace))) return undefined;
      return orUnavailable(() => findConversation({ userId, conversationId }));
    },

    deleteConversation: (place) =>
      writeWithOutbox(place, "deleted", async (transaction) => {
        // In the order in which the statements of a turn lock: generations, then the conversation.
        await transaction.execute(sql`
          select id from generations where user_id = ${place.userId} and conversation_id = ${place.conversationId}
          order by id for update`);
        await transaction.execute(closeAnswers(place));
        const deleted = await transaction
          .update(conversations)
          .set({ deletedAt: sql`now()` })
          .where(isPlace(place))
          .returning({ id: conversations.id });
        return deleted.length > 0;
      }),

    async restoreConversation(place) {
      await writeWithOutbox(place, "conversation", async (transaction) => {
        const restored = await transaction
          .update(conversations)
          .set({ deletedAt: null })
          .where(and(isOwn(place), sql`deleted_at > now() - ${restorableFor}::interval`))
          .returning({ id: conversations.id });
        return restored.length > 0;
      });
      return orUnavailable(() => findConversation(place));
    },

    async selectBranch({ userId, messageId }) {
      const message = await orUnavailable(() => findMessage({ userId, messageId }));
      if (!message) return undefined;
      const place = { userId, conversationId: message.conversationId };
      await writeWithOutbox(place, "conversation", async (transaction) => {
        // Down from the message to a leaf, by the newest child each time.
        await transaction.execute(sql`
          with recursive down as (
            select id, 0 as depth from messages where id = ${messageId} and user_id = ${userId}
            union all
            select child.id, down.depth + 1 from down cross join lateral (
              select id from messages where parent_id = down.id order by created_at desc, id desc limit 1) child
          )
          update conversations
          set active_message_id = (select id from down order by depth desc limit 1)
          where id = ${place.conversationId} and user_id = ${userId}`);
        return true;
      });
      return orUnavailable(() => findConversation(place));
    },
  };
}

interface Place {
  userId: string;
  conversationId: string;
}

/** Ownership is part of every statement. */
const isOwn = ({ userId, conversationId }: Place) =>
  and(eq(conversations.userId, userId), eq(conversations.id, conversationId));

const isPlace = (place: Place) => and(isOwn(place), isNull(conversations.deletedAt));
