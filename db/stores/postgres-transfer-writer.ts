import { sql } from "drizzle-orm";
import { v5 as nameBasedId } from "uuid";
import { AppError } from "#app/core/app-error.ts";
import type { TransferWriter } from "#app/core/transfer/transfer-store.ts";
import type { PortableConversation } from "#app/protocol/transfer.ts";
import type { Database } from "../database.ts";
import { conversations, users } from "../schema/schema.ts";
import { createOutboxTransaction, type WriteContext, type Transaction } from "./outbox-transaction.ts";
import { createPostgresConversationReader } from "./postgres-conversation-reader.ts";
import { orUnavailable } from "./primary-errors.ts";

/** Writes whole conversations on the primary. */
export function createPostgresTransferWriter(primary: Database, origin: WriteContext): TransferWriter {
  const { db } = primary;
  const { findConversation } = createPostgresConversationReader(primary);
  const inOutboxTransaction = createOutboxTransaction(primary, origin);

  /** The conversation under ids that are free, or `undefined` when the user has it. */
  async function withFreeIds(
    userId: string,
    conversation: PortableConversation,
  ): Promise<PortableConversation | undefined> {
    const messageIds = conversation.messages.map(({ id }) => id);
    const own = replacedId(userId, conversation.id);
    // What was deleted must not stand in the way of its own return.
    await db.execute(sql`
      delete from conversations
      where id in (${conversation.id}::uuid, ${own}::uuid) and user_id = ${userId} and deleted_at is not null`);
    const rows = await db.execute<{ id: string; user_id: string | null }>(sql`
      select id, user_id from conversations where id in (${conversation.id}::uuid, ${own}::uuid)
      union all
      (select id, null from messages
        where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(messageIds)}::jsonb)) limit 1)`);
    if (rows.some((row) => row.user_id === userId)) return undefined;
    if (rows.length === 0) return conversation;
    const replace = <T extends string | null>(id: T) => (id === null ? id : replacedId(userId, id));
    return {
      ...conversation,
      id: own,
      activeMessageId: replace(conversation.activeMessageId),
      messages: conversation.messages.map((message) => ({
        ...message,
        id: replacedId(userId, message.id),
        parentId: replace(message.parentId),
      })),
    };
  }

  return {
    async importConversation({ user, conversation: given }) {
      const conversation = await orUnavailable(() => withFreeIds(user.id, given));
      if (!conversation) return undefined;
      const place = { userId: user.id, conversationId: conversation.id };
      const written = await inOutboxTransaction({ ...place, kind: "conversation" }, async (transaction) => {
        await transaction
          .insert(users)
          .values(user)
          .onConflictDoUpdate({ target: users.id, set: { name: user.name, email: user.email } });
        return insert(transaction, user.id, conversation);
      });
      if (!written) return undefined;
      const found = await orUnavailable(() => findConversation(place));
      if (!found) throw new AppError("not_found");
      return found;
    },
  };
}

/** The id that a person's copy of something has: the same one each time. */
function replacedId(userId: string, id: string): string {
  return nameBasedId(`${userId}\n${id}`, nameBasedId.URL);
}

/** PostgreSQL's JSON holds neither NUL nor half of a surrogate pair. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "string" ? part.replaceAll("\0", "").replaceAll(/\p{Cs}/gu, "\ufffd") : part,
  );
}

/** @returns `undefined` when somebody was faster with this id */
async function insert(
  transaction: Transaction,
  userId: string,
  conversation: PortableConversation,
): Promise<true | undefined> {
  const { id, title, pinned, systemPrompt, model, parameters, messages, activeMessageId } = conversation;
  const inserted = await transaction
    .insert(conversations)
    .values({
      id,
      userId,
      title,
      titleSource: "person",
      pinned,
      systemPrompt,
      model,
      parameters,
      createdAt: new Date(conversation.createdAt),
      updatedAt: new Date(conversation.updatedAt),
    })
    .onConflictDoNothing()
    .returning({ id: conversations.id });
  if (inserted.length === 0) return undefined;
  await transaction.execute(sql`
    insert into messages (id, user_id, conversation_id, parent_id, role, content, reasoning, status, model,
      finish_reason, usage, error, safety, feedback, created_at)
    select m.id, ${userId}, ${id}::uuid, m."parentId", m.role, m.content, m.reasoning, m.status, m.model,
      m."finishReason", m.usage, m.error, m.safety, m.feedback, m."createdAt"
    from jsonb_to_recordset(${toJson(messages)}::jsonb) as m(id uuid, "parentId" uuid, role text,
      content text, reasoning text, status text, model text, "finishReason" text, usage jsonb, error jsonb,
      safety jsonb, feedback jsonb, "createdAt" timestamptz)`);
  await transaction.execute(sql`
    update conversations set active_message_id = ${activeMessageId}::uuid where id = ${id} and user_id = ${userId}`);
  return true;
}
