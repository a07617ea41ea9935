import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { createExcerpt } from "#app/core/search/excerpt.ts";
import { spellings } from "#app/core/search/search-terms.ts";
import type { SearchQuery, SearchReader } from "#app/core/search/search-store.ts";
import type { SearchHit, SearchPage } from "#app/protocol/search.ts";
import { idSchema } from "#app/protocol/resources.ts";
import type { Queries } from "../database.ts";
import { formatKeyset, parseKeyset } from "./keyset.ts";

/** Messages that one statement looks through; the first is small, since what one looks for is often recent. */
const firstWindow = 2_000;
const window = 20_000;
/** After this long a page is given as it is, in milliseconds. */
const patienceMs = 800;
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
export function createPostgresSearchReader({ db }: Queries): SearchReader {
  async function searchTitles({ userId, terms, limit }: SearchQuery, after: Place | undefined) {
    return db.execute<HitRow>(sql`
      select c.id, c.id as conversation_id, c.title, null as role, c.created_at, c.title as slice,
        false as is_cut_before, false as is_cut_after
      from conversations c
      where c.user_id = ${userId} and c.deleted_at is null and ${contains(sql`c.title`, terms)} ${isBefore(sql`c`, after)}
      order by c.created_at desc, c.id desc limit ${limit + 1}`);
  }

  async function searchMessages(query: SearchQuery, after: Place | undefined, size: number, limit: number) {
    const { userId, terms } = query;
    const at = sql`greatest(1, strpos(lower(m.content), lower(${terms[0] ?? ""})) - ${sliceBefore}::int)`;
    return db.execute<HitRow>(sql`
      select m.id, m.conversation_id, m.role, m.created_at,
        (select title from conversations c where c.id = m.conversation_id) as title,
        substr(m.content, ${at}, ${sliceLength}::int) as slice, ${at} > 1 as is_cut_before,
        length(m.content) >= ${at} + ${sliceLength}::int as is_cut_after
      from (
        select * from (
          select * from messages r where r.user_id = ${userId} ${isBefore(sql`r`, after)}
          order by r.created_at desc, r.id desc limit ${size}
        ) w
        where ${contains(sql`w.content`, terms)} and not (w.status = 'blocked' and w.role = 'assistant')
          and w.conversation_id <> all (array(
            select id from conversations where user_id = ${userId} and deleted_at is not null))
        order by w.created_at desc, w.id desc limit ${limit}
      ) m
      order by m.created_at desc, m.id desc`);
  }

  /** The last message that a window of this size reaches, or `undefined` when it reaches the oldest. */
  async function findEnd(userId: string, after: Place | undefined, size: number): Promise<Place | undefined> {
    const [row] = await db.execute<{ created_at: string; id: string }>(sql`
      select r.created_at, r.id from messages r where r.user_id = ${userId} ${isBefore(sql`r`, after)}
      order by r.created_at desc, r.id desc limit 1 offset ${size - 1}`);
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
      const [rows, end] = await Promise.all([
        searchMessages(query, after, size, wanted),
        findEnd(query.userId, after, size),
      ]);
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

/** All terms occur in the text, whatever their case and however their accents are written. */
export function contains(text: SQL, terms: readonly string[]): SQL {
  const conditions = terms.map((term) => {
    const ways = spellings(term).map((way) => sql`${text} ilike ${likePattern(way)}`);
    return sql`(${sql.join(ways, sql` or `)})`;
  });
  return sql.join(conditions, sql` and `);
}

function likePattern(term: string): string {
  return `%${term.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

function isBefore(row: SQL, after: Place | undefined): SQL {
  if (!after) return sql``;
  const [, createdAt, id] = after;
  return sql`and (${row}.created_at, ${row}.id) < (${createdAt}::timestamptz, ${id}::uuid)`;
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
