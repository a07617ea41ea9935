import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#app/core/app-error.ts";
import { createExcerpt } from "#app/core/search/excerpt.ts";
import type { SearchQuery, SearchReader } from "#app/core/search/search-store.ts";
import type { SearchHit, SearchPage } from "#app/protocol/search.ts";
import { idSchema } from "#app/protocol/resources.ts";
import type { Queries } from "../database.ts";
import { isCancelled } from "../server-away.ts";
import { formatKeyset, parseKeyset } from "./keyset.ts";
import { searchPattern } from "./search-pattern.ts";

/** Messages that one statement looks through at most; the first time few, since what one looks for is often recent. */
const firstWindow = 2_000;
const window = 20_000;
/** Bytes that one statement compares at most, for all terms together: a third of a second on a slow core. */
const windowBytes = 16 * 1024 * 1024;
/** After this long a page is given as it is, in milliseconds. */
const patienceMs = 800;
/** A statement that takes longer is given up by the server, in milliseconds. */
const statementTimeoutMs = 1_000;
/** Characters that are fetched around the first place that was found. */
const sliceBefore = 200;
const sliceLength = 800;

const cursorSchema = z.tuple([z.enum(["title", "message"]), z.iso.datetime(), idSchema]);
type Place = z.infer<typeof cursorSchema>;

interface HitRow extends Record<string, unknown> {
  id: string;
  conversation_id: string;
  title: string;
  role: SearchHit["role"];
  created_at: string;
  slice: string;
  is_cut_before: boolean;
  is_cut_after: boolean;
}

/**
 * Looks through the user's own messages, from the newest back, along an index that begins with the user: the cost
 * grows with one's own history and not with everybody's, and any script and any part of a word is found.
 */
export function createPostgresSearchReader(server: Queries): SearchReader {
  return {
    async search(query) {
      try {
        return await server.db.transaction(
          async (db) => {
            await db.execute(
              sql`select set_config('statement_timeout', ${String(statementTimeoutMs)}, true)`,
            );
            return searchIn({ db }).search(query);
          },
          { accessMode: "read only" },
        );
      } catch (error) {
        if (!isCancelled(error)) throw error;
        throw new AppError("too_slow", { cause: error, retryAfterSeconds: 5 });
      }
    },
  };
}

function searchIn({ db }: Queries): SearchReader {
  async function searchTitles({ userId, terms, limit }: SearchQuery, after: Place | undefined) {
    return db.execute<HitRow>(sql`
      select c.id, c.id as conversation_id, c.title, null as role, c.created_at, c.title as slice,
        false as is_cut_before, false as is_cut_after
      from conversations c
      where c.user_id = ${userId} and c.deleted_at is null and ${contains(sql`c.title`, terms)} ${isBefore(sql`c`, after)}
      order by c.created_at desc, c.id desc limit ${limit + 1}`);
  }

  /** Messages before the place `after`, and where `until` is given not beyond that one. */
  async function searchMessages(query: SearchQuery, after: Place, until: Place | undefined, limit: number) {
    const { userId, terms } = query;
    const at = sql`greatest(1, regexp_instr(m.content, ${searchPattern(terms[0] ?? "")}) - ${sliceBefore}::int)`;
    return db.execute<HitRow>(sql`
      select m.id, m.conversation_id, m.role, m.created_at,
        (select title from conversations c where c.id = m.conversation_id) as title,
        substr(m.content, ${at}, ${sliceLength}::int) as slice, ${at} > 1 as is_cut_before,
        length(m.content) >= ${at} + ${sliceLength}::int as is_cut_after
      from (
        select * from messages w where w.user_id = ${userId} ${isBefore(sql`w`, after)} ${isNotBefore(sql`w`, until)}
          and not (w.status = 'blocked' and w.role = 'assistant') and ${contains(sql`w.content`, terms)}
          and w.conversation_id <> all (array(
            select id from conversations where user_id = ${userId} and deleted_at is not null))
        order by w.created_at desc, w.id desc limit ${limit}
      ) m
      order by m.created_at desc, m.id desc`);
  }

  /**
   * The last message that one statement looks through, by their number and their bytes, which are known without reading
   * the texts. `undefined` when it reaches the oldest.
   */
  async function findEnd(
    { userId, terms }: SearchQuery,
    after: Place,
    size: number,
  ): Promise<Place | undefined> {
    const bytes = Math.floor(windowBytes / terms.length);
    const [row] = await db.execute<{ created_at: string; id: string }>(sql`
      select created_at, id from (
        select r.created_at, r.id, row_number() over newest as place, sum(r.bytes) over newest as bytes
        from (
          select created_at, id, octet_length(content) as bytes from messages r
          where r.user_id = ${userId} ${isBefore(sql`r`, after)}
          order by r.created_at desc, r.id desc limit ${size}
        ) r
        window newest as (order by r.created_at desc, r.id desc rows unbounded preceding)
      ) w
      where place = ${size}::int or bytes > ${bytes}::bigint order by place limit 1`);
    return row && placeOf("message", row);
  }

  /** Titles from this place on, and one more than `limit` where there are more. */
  async function findTitles(query: SearchQuery, after: Place | undefined): Promise<Found> {
    const rows = await searchTitles(query, after);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const next = rows.length > query.limit && last ? placeOf("title", last) : undefined;
    return { items: page.map((row) => toHit(row, query.terms, null)), next };
  }

  /** Up to `limit` messages before this place, found by looking back for a bounded time. */
  async function findMessages(query: SearchQuery, start: Place, limit: number): Promise<Found> {
    const giveUpAt = performance.now() + patienceMs;
    const found: HitRow[] = [];
    let after = start;
    for (let size = firstWindow; ; size = window) {
      const wanted = limit + 1 - found.length;
      const end = await findEnd(query, after, size);
      const rows = await searchMessages(query, after, end, wanted);
      found.push(...rows);
      const items = found.slice(0, limit).map((row) => toHit(row, query.terms, row.id));
      const last = found[limit - 1];
      if (found.length > limit) return { items, next: last ? placeOf("message", last) : start };
      if (!end || performance.now() > giveUpAt) return { items, next: end };
      after = end;
    }
  }

  return {
    async search(query) {
      const start = query.cursor === undefined ? undefined : parseKeyset(query.cursor, cursorSchema);
      const titles = start?.[0] === "message" ? noTitles : await findTitles(query, start);
      if (titles.next) return toPage(titles);
      const from = start?.[0] === "message" ? start : newestMessage;
      const messages = await findMessages(query, from, query.limit - titles.items.length);
      return toPage({ items: [...titles.items, ...messages.items], next: messages.next });
    },
  };
}

interface Found {
  items: SearchHit[];
  /** Where to go on; `undefined` once all is searched. */
  next: Place | undefined;
}

const noTitles: Found = { items: [], next: undefined };
const newestMessage: Place = ["message", "9999-12-31T23:59:59.999Z", "ffffffff-ffff-ffff-ffff-ffffffffffff"];

function toPage({ items, next }: Found): SearchPage {
  return { items, nextCursor: next ? formatKeyset(next) : null };
}

/** All terms occur in the text, whatever their case, accents and width. */
export function contains(text: SQL, terms: readonly string[]): SQL {
  return sql.join(
    terms.map((term) => sql`${text} ~ ${searchPattern(term)}`),
    sql` and `,
  );
}

function isBefore(row: SQL, after: Place | undefined): SQL {
  if (!after) return sql``;
  const [, createdAt, id] = after;
  return sql`and (${row}.created_at, ${row}.id) < (${createdAt}::timestamptz, ${id}::uuid)`;
}

/** Where the window ends, its last message included. */
function isNotBefore(row: SQL, until: Place | undefined): SQL {
  if (!until) return sql``;
  const [, createdAt, id] = until;
  return sql`and (${row}.created_at, ${row}.id) >= (${createdAt}::timestamptz, ${id}::uuid)`;
}

function placeOf(kind: Place[0], row: { created_at: string; id: string }): Place {
  return [kind, new Date(row.created_at).toISOString(), row.id];
}

function toHit(row: HitRow, terms: readonly string[], messageId: string | null): SearchHit {
  const isCut = { before: row.is_cut_before, after: row.is_cut_after };
  return {
    conversationId: row.conversation_id,
    messageId,
    title: row.title,
    ...createExcerpt(row.slice, terms, isCut),
    role: row.role,
    createdAt: new Date(row.created_at).toISOString(),
  };
}
