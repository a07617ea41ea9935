import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ShareReader } from "#app/core/sharing/share-store.ts";
import type { SharedMessage } from "#app/protocol/shares.ts";
import { idSchema } from "#app/protocol/resources.ts";
import type { Queries } from "../database.ts";
import { formatKeyset, parseKeyset } from "./keyset.ts";
import { toShare, type ShareRow } from "./share-rows.ts";

const cursorSchema = z.tuple([z.iso.datetime(), idSchema]);

/** Reads of shares on the given server, standby or primary. */
export function createPostgresShareReader({ db }: Queries): ShareReader {
  return {
    async listShares({ userId, page }) {
      const after = page.cursor === undefined ? undefined : parseKeyset(page.cursor, cursorSchema);
      const rows = await db.execute<ShareRow>(sql`
        select s.id, s.conversation_id, s.title, s.created_at
        from shares s join conversations c on c.id = s.conversation_id and c.deleted_at is null
        where s.user_id = ${userId}
          ${after ? sql`and (s.created_at, s.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
        order by s.created_at desc, s.id desc
        limit ${page.limit + 1}`);
      const items = rows.slice(0, page.limit).map(toShare);
      const last = items.at(-1);
      const hasMore = rows.length > page.limit && last;
      return { items, nextCursor: hasMore ? formatKeyset([last.createdAt, last.id]) : null };
    },

    async findPublicShare(shareId) {
      const [row] = await db.execute<ShareRow & { messages: SharedMessage[] }>(sql`
        select s.id, s.conversation_id, s.title, s.created_at, s.messages
        from shares s join conversations c on c.id = s.conversation_id and c.deleted_at is null
        where s.id = ${shareId}`);
      if (!row) return undefined;
      const { id, title, createdAt } = toShare(row);
      return { id, title, createdAt, messages: row.messages };
    },
  };
}
