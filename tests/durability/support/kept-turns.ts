import postgres from "postgres";
import { onTestFinished } from "vitest";
import type { TestDatabase } from "#tests/support/database-cluster.ts";

export interface KeptMessage {
  id: string;
  conversationId: string;
  parentId: string | null;
  role: "user" | "assistant";
  content: string;
  status: string;
  /** The generation that wrote it last. */
  generationId: string | null;
  /** Milliseconds of the epoch. */
  createdAtMs: number;
}

/** Looks into the primary, past the program. */
export class KeptTurns {
  readonly sql: postgres.Sql;

  constructor({ primaryUrl }: Pick<TestDatabase, "primaryUrl">) {
    this.sql = postgres(primaryUrl, { max: 2, onnotice: () => undefined });
    onTestFinished(() => this.sql.end({ timeout: 1 }));
  }

  /** All messages of a user, or of everybody, by conversation, oldest first. */
  async messages(user?: string): Promise<Map<string, KeptMessage[]>> {
    const rows = await this.sql<KeptMessage[]>`
      select id, conversation_id as "conversationId", parent_id as "parentId", role, content, status,
        generation_id as "generationId",
        (extract(epoch from created_at) * 1000)::float8 as "createdAtMs"
      from messages where ${user === undefined ? this.sql`true` : this.sql`user_id = ${user}`}
      order by created_at, id`;
    const kept = new Map<string, KeptMessage[]>();
    for (const row of rows) {
      const { conversationId } = row;
      kept.set(conversationId, [...(kept.get(conversationId) ?? []), row]);
    }
    return kept;
  }

  /** Answers that are being written, and rows of their logs. */
  async countUnfinished(): Promise<{ running: number; logged: number }> {
    const [row] = await this.sql<{ running: number; logged: number }[]>`
      select (select count(*)::int from generations where status = 'running') as running,
        (select count(*)::int from generation_events) as logged`;
    if (!row) throw new Error("A count gives a row.");
    return row;
  }
}
