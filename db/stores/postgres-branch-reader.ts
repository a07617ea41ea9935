import { sql, type SQL } from "drizzle-orm";
import type { BranchReader } from "#app/core/conversation/branch-reader.ts";
import { limits } from "#app/protocol/limits.ts";
import type { Queries } from "../database.ts";
import { siblingIds } from "./branch-sql.ts";
import { createPostgresConversationReader } from "./postgres-conversation-reader.ts";
import { toMessage, type MessageRow } from "./rows.ts";
import { contains } from "./postgres-search-reader.ts";

interface Branch {
  userId: string;
  conversationId: string;
}

/**
 * The active branch as ids, from its end upwards to message `upTo` or its beginning. A branch is found from its end
 * only, so this costs an index look-up for each message in between.
 */
function pathUp({ userId, conversationId }: Branch, upTo?: string): SQL {
  return sql`
    with recursive path as (
      select m.id, m.parent_id, 1 as place from conversations c join messages m on m.id = c.active_message_id
      where c.id = ${conversationId} and c.user_id = ${userId} and m.user_id = ${userId} and c.deleted_at is null
      union all
      select m.id, m.parent_id, path.place + 1 from path join messages m on m.id = path.parent_id
      where m.user_id = ${userId} and path.place < ${limits.conversationMessages}
        ${upTo === undefined ? sql`` : sql`and path.id <> ${upTo}`}
    )`;
}

export function createPostgresBranchReader(server: Queries): BranchReader {
  const { db } = server;
  const { listMessages } = createPostgresConversationReader(server);

  const listMessagesAfter: BranchReader["listMessagesAfter"] = async ({ after, limit, ...branch }) => {
    const rows = await db.execute<MessageRow & Record<string, unknown>>(sql`
      ${pathUp(branch, after)}
      select m.*, ${siblingIds(sql`m`)} as sibling_ids
      from (select id, place from path order by place desc limit ${limit + 2}) p join messages m on m.id = p.id
      order by p.place desc`);
    const [first, ...following] = rows.map(toMessage);
    if (first?.id !== after) return undefined;
    const items = following.slice(0, limit);
    const isEnd = following.length <= limit;
    // At the end the newest page is asked for: it knows of the answer that is being written.
    const last = items.at(-1)?.id ?? after;
    const newest = isEnd ? await listMessages({ ...branch, limit: 2 }) : undefined;
    const place = newest?.items.findIndex(({ id }) => id === last) ?? -1;
    const growing = place < 0 ? [] : (newest?.items.slice(place + 1) ?? []);
    return {
      items: [...items, ...growing],
      nextBefore: items[0]?.id ?? null,
      nextAfter: isEnd ? null : last,
    };
  };

  return {
    listMessagesAfter,

    async listMessagesAround({ at, limit, ...branch }) {
      const [before, after] = await Promise.all([
        listMessages({ ...branch, before: at, limit: Math.floor(limit / 2) }),
        listMessagesFrom(at, limit, branch),
      ]);
      if (!before || !after) return undefined;
      return { ...after, items: [...before.items, ...after.items], nextBefore: before.nextBefore };
    },

    async listMessagesThrough({ at, limit, ...branch }) {
      const [before, following] = await Promise.all([
        listMessages({ ...branch, before: at, limit }),
        db.execute<MessageRow & Record<string, unknown>>(sql`
          with recursive down as (
            select m.id, 1 as place from messages m join conversations c on c.id = m.conversation_id
            where m.id = ${at} and m.conversation_id = ${branch.conversationId} and m.user_id = ${branch.userId}
              and c.deleted_at is null
            union all
            select child.id, down.place + 1 from down cross join lateral (
              select m.id from messages m where m.parent_id = down.id and m.user_id = ${branch.userId}
              order by m.created_at desc, m.id desc limit 1) child
            where down.place < ${limit}
          )
          select m.*, ${siblingIds(sql`m`)} as sibling_ids from down join messages m on m.id = down.id
          order by down.place`),
      ]);
      if (!before || following.length === 0) return undefined;
      const items = [...before.items, ...following.map(toMessage)];
      return { items, nextBefore: before.nextBefore, nextAfter: null };
    },

    async findInBranch({ terms, limit, ...branch }) {
      const rows = await db.execute<{ id: string }>(sql`
        ${pathUp(branch)}
        select m.id from path p join messages m on m.id = p.id
        where ${contains(sql`m.content`, terms)}
        order by p.place limit ${limit}`);
      return rows.map(({ id }) => id).reverse();
    },
  };

  /** `at` and what follows it. */
  async function listMessagesFrom(at: string, limit: number, branch: Branch) {
    const [own, after] = await Promise.all([
      db.execute<MessageRow & Record<string, unknown>>(sql`
        select m.*, ${siblingIds(sql`m`)} as sibling_ids from messages m
        where m.id = ${at} and m.user_id = ${branch.userId} and m.conversation_id = ${branch.conversationId}`),
      listMessagesAfter({ ...branch, after: at, limit: Math.ceil(limit / 2) }),
    ]);
    const [row] = own;
    return row && after && { ...after, items: [toMessage(row), ...after.items] };
  }
}
