import { sql } from "drizzle-orm";
import { retry } from "#app/core/concurrency/retry.ts";
import type { UserDataStore } from "#app/core/deletion/user-data.ts";
import { allTables } from "../all-tables.ts";
import type { Database } from "../database.ts";
import type { OnCommitted } from "./outbox-transaction.ts";
import { databaseErrorCode } from "../server-away.ts";
import { orUnavailable } from "./primary-errors.ts";

/** Every table with the owner in it, but that of the people: those rows go last, what hangs on them goes along. */
const ownedTables = allTables.filter(({ columns }) => columns.includes("user_id")).map(({ name }) => name);

/** On the primary. @param onCommitted hears of each commit */
export function createPostgresUserData({ db }: Database, onCommitted: OnCommitted): UserDataStore {
  return {
    deleteAll: (userId) =>
      orUnavailable(async () => {
        const conversationIds = await retry(
          () =>
            db.transaction(async (transaction) => {
              await transaction.execute(sql`select set_config('statement_timeout', '60s', true)`);
              // In the order in which the statements of a turn lock: generations, then conversations.
              await transaction.execute(sql`
            select id from generations where user_id = ${userId} order by id for update`);
              const conversations = await transaction.execute<{ id: string }>(sql`
            select id from conversations where user_id = ${userId} order by id for update`);
              for (const table of ["generations", "conversations", ...ownedTables]) {
                await transaction.execute(
                  sql`delete from ${sql.identifier(table)} where user_id = ${userId}`,
                );
              }
              await transaction.execute(sql`delete from users where id = ${userId}`);
              return conversations.map(({ id }) => id);
            }),
          { delayMs: pauseBeforeRetry },
        );
        await onCommitted(userId);
        return conversationIds;
      }),
  };
}

/** A deadlock, a serialization failure, or a row that was written meanwhile and hangs on the person's. */
const passing = new Set(["40P01", "40001", "23503"]);
const mostRetries = 10;

/** What the person does at the same moment elsewhere may get in the way: nothing was deleted then, and it is tried again. */
function pauseBeforeRetry(error: unknown, retries: number): number | undefined {
  const isPassing = passing.has(databaseErrorCode(error) ?? "");
  return isPassing && retries < mostRetries ? 10 * (retries + 1) : undefined;
}
