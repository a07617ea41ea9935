import type { Sql } from "postgres";
import { databaseErrorCode } from "../server-away.ts";
import { formatLsn } from "./wal-position.ts";

/** From PostgreSQL 19 a standby lets a session wait until it has replayed a position, as `server_version_num` tells. */
export const firstVersionThatWaits = 190_000;

/**
 * Waits on the standby itself until it has replayed the position. Not to be called in a transaction.
 * @returns whether it has, in time
 * @see https://www.postgresql.org/docs/19/sql-wait-for.html
 */
export async function waitForLsn(standby: Sql, lsn: bigint, timeoutMs: number): Promise<boolean> {
  // A utility statement takes no parameters.
  const options = `mode 'standby_replay', timeout '${timeoutMs}ms', no_throw`;
  const [row] = await standby.unsafe(`wait for lsn '${formatLsn(lsn)}' with (${options})`);
  return row !== undefined && Object.values(row)[0] === "success";
}

/** Whether the server does not know the statement, or not in this form. */
export function isWaitRefused(error: unknown): boolean {
  return ["42601", "42704", "22023", "0A000"].includes(databaseErrorCode(error) ?? "");
}
