import type { OutboxEvent } from "#app/core/turn/notifications.ts";
import type { Database } from "../database.ts";

/** Ids are given before the commit, so a lower one can appear after a higher one: this many are looked at again. */
const window = 1_000;

interface OutboxRow {
  id: string;
  user_id: string;
  conversation_id: string;
  kind: OutboxEvent["kind"];
  generation_id: string | null;
  message_id: string | null;
}

/** Reads what other processes wrote to the outbox since the last reading, each row once. */
export class OutboxReader {
  readonly #primary: Database;
  readonly #origin: string;
  #highest: bigint | undefined;
  #readIds = new Set<string>();

  constructor(primary: Database, origin: string) {
    this.#primary = primary;
    this.#origin = origin;
  }

  /** The first call only finds where to begin. */
  async read(): Promise<OutboxEvent[]> {
    const { client } = this.#primary;
    if (this.#highest === undefined) {
      const [row] = await client<
        { highest: string }[]
      >`select coalesce(max(id), 0)::text as highest from outbox`;
      this.#highest = BigInt(row?.highest ?? 0);
      const old = await this.#rowsSince(this.#highest);
      this.#readIds = new Set(old.map(({ id }) => id));
      return [];
    }
    const rows = await this.#rowsSince(this.#highest);
    const fresh = rows.filter(({ id }) => !this.#readIds.has(id));
    this.#readIds = new Set(rows.map(({ id }) => id));
    for (const { id } of rows) if (BigInt(id) > this.#highest) this.#highest = BigInt(id);
    return fresh.map((row) => ({
      kind: row.kind,
      userId: row.user_id,
      conversationId: row.conversation_id,
      generationId: row.generation_id,
      messageId: row.message_id,
    }));
  }

  #rowsSince(highest: bigint): Promise<OutboxRow[]> {
    return this.#primary.client<OutboxRow[]>`
      select id::text, user_id, conversation_id, kind, generation_id, message_id from outbox
      where id > ${(highest - BigInt(window)).toString()}::bigint and origin <> ${this.#origin}
      order by id`;
  }
}
