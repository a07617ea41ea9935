import { and, eq, ne, sql } from "drizzle-orm";
import { AppError } from "#app/core/app-error.ts";
import type { ConversationWriter } from "#app/core/conversation/conversation-store.ts";
import type { Database } from "../database.ts";
import { conversations, users } from "../schema/schema.ts";
import { createConversationReader } from "./conversation-reader.ts";
import { orUnavailable } from "./primary-errors.ts";

/** Writes on the primary; each is one statement, so nothing needs a transaction. */
export function createConversationWriter(primary: Database): ConversationWriter {
  const { db } = primary;
  const { findConversation, findMessage } = createConversationReader(primary);

  return {
    createConversation: ({ user, conversation }) =>
      orUnavailable(async () => {
        await db
          .insert(users)
          .values(user)
          .onConflictDoUpdate({ target: users.id, set: { name: user.name, email: user.email } });
        await db.insert(conversations).values({
          id: conversation.id,
          userId: user.id,
          title: conversation.title ?? "New chat",
          titleSource: conversation.title === undefined ? "default" : "person",
          systemPrompt: conversation.systemPrompt ?? null,
          model: conversation.model ?? null,
        });
        const created = await findConversation({ userId: user.id, conversationId: conversation.id });
        if (!created) throw new AppError("not_found");
        return created;
      }),

    updateConversation: ({ userId, conversationId, patch }) =>
      orUnavailable(async () => {
        const { title, pinned, systemPrompt, model } = patch;
        const change = {
          ...(title !== undefined && { title, titleSource: "person" as const }),
          ...(pinned !== undefined && { pinned }),
          ...(systemPrompt !== undefined && { systemPrompt }),
          ...(model !== undefined && { model }),
        };
        if (Object.keys(change).length > 0) {
          await db
            .update(conversations)
            .set(change)
            .where(and(eq(conversations.userId, userId), eq(conversations.id, conversationId)));
        }
        return findConversation({ userId, conversationId });
      }),

    setGeneratedTitle: ({ userId, conversationId, title, replace }) =>
      orUnavailable(async () => {
        const updated = await db
          .update(conversations)
          .set({ title, titleSource: "model" })
          .where(
            and(
              eq(conversations.userId, userId),
              eq(conversations.id, conversationId),
              replace ? undefined : ne(conversations.titleSource, "person"),
            ),
          )
          .returning({ id: conversations.id });
        return updated.length > 0 ? findConversation({ userId, conversationId }) : undefined;
      }),

    deleteConversation: ({ userId, conversationId }) =>
      orUnavailable(async () => {
        const deleted = await db
          .delete(conversations)
          .where(and(eq(conversations.userId, userId), eq(conversations.id, conversationId)))
          .returning({ id: conversations.id });
        return deleted.length > 0;
      }),

    selectBranch: ({ userId, messageId }) =>
      orUnavailable(async () => {
        const message = await findMessage({ userId, messageId });
        if (!message) return undefined;
        // Down from the message to a leaf, by the newest child each time.
        await db.execute(sql`
          with recursive down as (
            select id, 0 as depth from messages where id = ${messageId} and user_id = ${userId}
            union all
            select child.id, down.depth + 1 from down cross join lateral (
              select id from messages where parent_id = down.id order by created_at desc, id desc limit 1) child
          )
          update conversations
          set active_message_id = (select id from down order by depth desc limit 1)
          where id = ${message.conversationId} and user_id = ${userId}`);
        return findConversation({ userId, conversationId: message.conversationId });
      }),
  };
}
