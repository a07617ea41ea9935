import type { Database } from "../database.ts";
import { freshnessKey } from "../schema/freshness-key.ts";
import { withDeadline } from "./deadline.ts";

/** The key that all processes of the database sign freshness tokens with. Made at random by the migration. */
export async function readFreshnessKey({ db }: Database): Promise<string> {
  const [row] = await withDeadline(db.select().from(freshnessKey).execute(), { ms: 1_500 });
  if (!row) throw new Error("the table freshness_key is empty");
  return row.key;
}
