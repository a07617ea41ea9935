import postgres from "postgres";
import { onTestFinished } from "vitest";
import type { TestDatabase } from "./database-cluster.ts";

/** The tables that have a row in which the word stands, in whatever column. */
export async function findInDatabase(
  { primaryUrl }: Pick<TestDatabase, "primaryUrl">,
  word: string,
): Promise<string[]> {
  const sql = postgres(primaryUrl, { max: 1 });
  onTestFinished(() => sql.end());
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`;
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await sql`select 1 from ${sql(name)} t where t::text ilike ${`%${word}%`} limit 1`;
    if (rows.length > 0) found.push(name);
  }
  return found;
}
