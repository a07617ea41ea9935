import { sql } from "drizzle-orm";
import { AppError } from "#app/core/app-error.ts";
import type { ShareWriter } from "#app/core/sharing/share-store.ts";
import { limits } from "#app/protocol/resources.ts";
import type { Database } from "../database.ts";
import type { OnCommitted } from "./outbox-transaction.ts";
import { branchUpFrom } from "./branch-sql.ts";
import { orUnavailable } from "./primary-errors.ts";
import { toShare, type ShareRow } from "./share-rows.ts";

/**
 * Writes of shares, each one committed statement on the primary.
 * @param wrote hears of each commit
 */
export function createPostgresShareWriter({ db }: Database, onCommitted: OnCommitted): ShareWriter {
  /** The message that a share ends with; `undefined` when it is not in a conversation of the user's. */
  async function findLeaf(place: {
    userId: string;
    conversationId: string;
    messageId?: string | null | undefined;
  }) {
    const [row] = await db.execute<{ leaf_id: string | null; shares: number }>(sql`
      select coalesce(m.id, c.active_message_id) as leaf_id,
        (select count(*)::int from shares s where s.user_id = c.user_id) as shares
      from conversations c
      left join messages m on m.id = ${place.messageId ?? null}::uuid and m.conversation_id = c.id
      where c.id = ${place.conversationId} and c.user_id = ${place.userId} and c.deleted_at is null
        and (${place.messageId ?? null}::uuid is null or m.id is not null)`);
    return row;
  }

  return {
    createShare: ({ userId, share, maxShares }) =>
      orUnavailable(async () => {
        const { conversationId, messageId } = share;
        const leaf = await findLeaf({ userId, conversationId, messageId });
        if (!leaf) return undefined;
        if (leaf.shares >= maxShares) {
          throw new AppError("conflict", {
            message: `You have ${maxShares} shares already. Delete one that is not needed any more.`,
          });
        }
        // What was withheld stays so: an answer that was blocked, and a question that was.
        const branch = branchUpFrom({
          userId,
          conversationId,
          leafId: leaf.leaf_id,
          limit: limits.conversationMessages,
        });
        const [row] = await db.execute<ShareRow>(sql`
          ${branch},
          shown as (
            select b.* from branch b
            where b.status <> 'blocked' and b.content <> '' and not exists (
              select 1 from branch answer where answer.parent_id = b.id and answer.status = 'blocked'
                and answer.safety ->> 'direction' = 'input')
          )
          insert into shares (id, user_id, conversation_id, title, messages)
          select ${share.id}::uuid, c.user_id, c.id, coalesce(${share.title ?? null}::text, c.title),
            (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
              'role', role, 'content', content, 'model', model,
              'createdAt', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
            )) order by depth desc) from shown)
          from conversations c
          where c.id = ${conversationId} and c.user_id = ${userId} and c.deleted_at is null
            and exists (select 1 from shown)
          returning id, conversation_id, title, created_at`);
        if (!row) {
          throw new AppError("invalid_request", {
            message: "conversationId: has no message that could be shared. Write one first.",
          });
        }
        await onCommitted(userId);
        return toShare(row);
      }),

    deleteShare: ({ userId, shareId }) =>
      orUnavailable(async () => {
        await db.execute(sql`delete from shares where id = ${shareId} and user_id = ${userId}`);
        await onCommitted(userId);
      }),
  };
}
