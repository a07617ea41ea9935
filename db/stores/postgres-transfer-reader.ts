import { sql } from "drizzle-orm";
import type { PortableHead, TransferReader } from "#app/core/transfer/transfer-store.ts";
import type { PortableMessage } from "#app/protocol/transfer.ts";
import type { Queries } from "../database.ts";
import { toConversation, toMessage, type ConversationRow, type MessageRow } from "./rows.ts";

interface HeadRow extends ConversationRow, Record<string, unknown> {
  id: string;
  active_message_id: string | null;
}

/** Reads for exports, on the given server, standby or primary. */
export function createPostgresTransferReader({ db }: Queries): TransferReader {
  return {
    async listPortable({ userId, ids, afterId, limit }) {
      const rows = await db.execute<HeadRow>(sql`
        select c.*, false as generating from conversations c
        where c.user_id = ${userId} and c.deleted_at is null
          ${ids === undefined ? sql`` : sql`and c.id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`}
          ${afterId === undefined ? sql`` : sql`and c.id > ${afterId}::uuid`}
        order by c.id limit ${limit}`);
      return rows.map(toHead);
    },

    async findPortable({ userId, conversationId }) {
      const [row] = await db.execute<HeadRow>(sql`
        select c.*, false as generating from conversations c
        where c.id = ${conversationId} and c.user_id = ${userId} and c.deleted_at is null`);
      return row && toHead(row);
    },

    async listPortableMessages({ userId, conversationId, after, limit }) {
      const rows = await db.execute<MessageRow & Record<string, unknown>>(sql`
        select m.*, null as sibling_ids
        from messages m join conversations c on c.id = m.conversation_id and c.deleted_at is null
        where m.conversation_id = ${conversationId} and m.user_id = ${userId}
          ${after ? sql`and (m.created_at, m.id) > (${after.createdAt}::timestamptz, ${after.id}::uuid)` : sql``}
        order by m.created_at, m.id limit ${limit}`);
      return rows.map(toPortableMessage);
    },
  };
}

function toHead(row: HeadRow): PortableHead {
  const { unread: _unread, generating: _generating, ...conversation } = toConversation(row);
  return { ...conversation, activeMessageId: row.active_message_id };
}

function toPortableMessage(row: MessageRow): PortableMessage {
  const message = toMessage(row);
  const { reasoning, model, finishReason, usage, error, safety, feedback, status } = message;
  if (status === "streaming") throw new TypeError("a message that is written is not streaming");
  return {
    id: message.id,
    parentId: message.parentId,
    role: message.role,
    content: message.content,
    ...(reasoning !== undefined && { reasoning }),
    status,
    createdAt: message.createdAt,
    ...(model !== undefined && { model }),
    ...(finishReason !== undefined && { finishReason }),
    ...(usage && { usage }),
    ...(error && { error }),
    ...(safety && { safety }),
    ...(feedback && { feedback }),
  };
}
