import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#app/core/app-error.ts";
import type { ConversationReader } from "#app/core/conversation/conversation-store.ts";
import type { ConversationUsage } from "#app/protocol/responses.ts";
import { idSchema } from "#app/protocol/resources.ts";
import type { Queries } from "../database.ts";
import { branchUpFrom, isGenerating, siblingIds } from "./branch-sql.ts";
import { toConversation, toMessage, type ConversationRow, type MessageRow } from "./rows.ts";

/** Reads on the given server, standby or primary. */
export function createPostgresConversationReader(server: Queries): ConversationReader {
  const { db } = server;

  async function findConversation(query: { userId: string; conversationId: string }) {
    const [row] = await db.execute<ConversationRow & Record<string, unknown>>(sql`
      select c.*, ${isGenerating(sql`c`)} as generating from conversations c
      where c.id = ${query.conversationId} and c.user_id = ${query.userId} and c.deleted_at is null`);
    return row && toConversation(row);
  }

  /** The answer that is being written at the end of the active branch, with what was logged of it. */
  async function findRunningAnswer(query: { userId: string; conversationId: string }) {
    const [row] = await db.execute<MessageRow & Record<string, unknown>>(sql`
      select g.message_id as id, g.conversation_id, g.parent_id, 'assistant' as role, 'streaming' as status,
        g.model, g.id as generation_id, coalesce(base.created_at, g.created_at) as created_at, g.last_seq,
        concat(base.content, l.content) as content, concat(base.reasoning, l.reasoning) as reasoning,
        null as finish_reason, null as usage, null as error, null as safety, null as feedback, null as context,
        ${siblingIds(sql`g`)} as sibling_ids
      from conversations c
      join generations g on g.conversation_id = c.id and g.user_id = c.user_id and g.status = 'running'
        and (g.parent_id = c.active_message_id or g.message_id = c.active_message_id)
      left join messages base on base.id = g.message_id
      cross join lateral (
        select string_agg(e.text, '' order by e.seq) as content,
          string_agg(e.reasoning, '' order by e.seq) as reasoning
        from generation_events e where e.generation_id = g.id and e.seq <= g.last_seq) l
      where c.id = ${query.conversationId} and c.user_id = ${query.userId} and c.deleted_at is null
      order by g.created_at desc limit 1`);
    return row && toMessage(row);
  }

  async function listMessages(query: Parameters<ConversationReader["listMessages"]>[0]) {
    // The running answer first: one that is finished before the branch is read is then found in the branch.
    const [conversation, running] = await Promise.all([
      findConversation(query),
      query.before ? undefined : findRunningAnswer(query),
    ]);
    if (!conversation) return undefined;
    const leafId = query.before
      ? sql`(select parent_id from messages where id = ${query.before} and user_id = ${query.userId})`
      : sql`(select active_message_id from conversations where id = ${query.conversationId})`;
    const rows = await db.execute<MessageRow & Record<string, unknown>>(sql`
      ${branchUpFrom({ ...query, leafId, limit: query.limit + 1 })}
      select b.*, ${siblingIds(sql`b`)} as sibling_ids from branch b order by depth`);
    const items = rows.slice(0, query.limit).map(toMessage).reverse();
    const nextBefore = rows.length > query.limit ? (items[0]?.id ?? null) : null;
    const last = items.at(-1);
    if (running && last?.id === running.parentId) items.push(running);
    // An answer that is continued is there already, as it was.
    else if (running && last?.id === running.id) items.splice(-1, 1, running);
    return { items, nextBefore };
  }

  return {
    findConversation,
    listMessages,

    async listConversations({ userId, page }) {
      const after = page.cursor === undefined ? undefined : parseCursor(page.cursor);
      const rows = await db.execute<ConversationRow & Record<string, unknown>>(sql`
        select c.*, ${isGenerating(sql`c`)} as generating from conversations c
        where c.user_id = ${userId} and c.deleted_at is null
          ${after ? sql`and (c.pinned, c.updated_at, c.id) < (${after.pinned}, ${after.updatedAt}::timestamptz, ${after.id}::uuid)` : sql``}
        order by c.pinned desc, c.updated_at desc, c.id desc
        limit ${page.limit + 1}`);
      const items = rows.slice(0, page.limit).map(toConversation);
      const last = items.at(-1);
      return { items, nextCursor: rows.length > page.limit && last ? formatCursor(last) : null };
    },

    async sumUsage({ userId, conversationId }) {
      // Times are of the answers that have them; tokens per second is the speed of each, weighed by its length.
      const [row] = await db.execute<ConversationUsage & Record<string, unknown>>(sql`
        select count(m.id)::int as "answers",
          coalesce(sum((m.usage->>'promptTokens')::int), 0)::int as "promptTokens",
          coalesce(sum((m.usage->>'completionTokens')::int), 0)::int as "completionTokens",
          coalesce(sum((m.usage->>'reasoningTokens')::int), 0)::int as "reasoningTokens",
          avg((m.usage->>'firstTokenMs')::float) as "firstTokenMs",
          sum((m.usage->>'completionTokens')::float) filter (where (m.usage->>'streamMs')::float > 0)
            / nullif(sum((m.usage->>'streamMs')::float), 0) * 1000 as "tokensPerSecond"
        from conversations c left join messages m
          on m.conversation_id = c.id and m.user_id = c.user_id and m.role = 'assistant'
        where c.id = ${conversationId} and c.user_id = ${userId} and c.deleted_at is null
        group by c.id`);
      return row;
    },

    async findMessage({ userId, messageId }) {
      const [row] = await db.execute<MessageRow & Record<string, unknown>>(sql`
        select m.*, ${siblingIds(sql`m`)} as sibling_ids
        from messages m join conversations c on c.id = m.conversation_id and c.deleted_at is null
        where m.id = ${messageId} and m.user_id = ${userId}`);
      return row && toMessage(row);
    },
  };
}

const cursorSchema = z.tuple([z.boolean(), z.iso.datetime(), idSchema]);

/** Opaque to clients: the sort key of the last row, base64url. */
function formatCursor({ pinned, updatedAt, id }: { pinned: boolean; updatedAt: string; id: string }): string {
  return Buffer.from(JSON.stringify([pinned, updatedAt, id])).toString("base64url");
}

function parseCursor(cursor: string) {
  try {
    const [pinned, updatedAt, id] = cursorSchema.parse(
      JSON.parse(Buffer.from(cursor, "base64url").toString()),
    );
    return { pinned, updatedAt, id };
  } catch (cause) {
    throw new AppError("invalid_request", {
      message: "cursor: must be a `nextCursor` of an earlier answer.",
      cause,
    });
  }
}
