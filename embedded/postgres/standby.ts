import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { takeBaseBackup, type BaseBackupRequest } from "./base-backup.ts";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { PortTakenError, type PostgresServer } from "./postgres-server.ts";
import { replicationSlot } from "./server-settings.ts";

const streamingPatienceMs = 10_000;
/** Every error of the stream ends the connection, so one that catches up for this long is sound. */
const catchUpProofMs = 1_000;

/**
 * Starts the standby and sees that it receives the primary's log. One that does not exist yet, does not start,
 * or cannot follow the primary any more is copied from the primary anew.
 */
export async function startStandby(
  standby: PostgresServer,
  backup: BaseBackupRequest,
  log: (message: string) => void,
): Promise<void> {
  const fault = existsSync(standby.dataDir) ? await findStandbyFault(standby, backup.primaryUrl) : undefined;
  if (fault === undefined && standby.pid !== undefined) return;
  log(fault ? `Making the standby anew: ${fault}` : "Copying the primary to make the standby");
  await standby.stop("immediate");
  await takeBaseBackup(backup);
  const remaining = await findStandbyFault(standby, backup.primaryUrl);
  if (remaining)
    throw new EmbeddedPostgresError(`The new standby in ${standby.dataDir} failed: ${remaining}`);
}

async function findStandbyFault(standby: PostgresServer, primaryUrl: string): Promise<string | undefined> {
  if (!existsSync(join(standby.dataDir, "standby.signal"))) return "it is no standby any more";
  try {
    await standby.start();
  } catch (error) {
    if (error instanceof PortTakenError || !(error instanceof EmbeddedPostgresError)) throw error;
    return error.message;
  }
  return findStreamFault(primaryUrl);
}

interface StreamState {
  /** Undefined when the slot is missing. */
  walStatus: string | undefined;
  /** Undefined while no standby is connected. */
  receiver: { pid: number; state: string } | undefined;
}

async function findStreamFault(primaryUrl: string): Promise<string | undefined> {
  const sql = postgres(primaryUrl, { max: 1, onnotice: () => undefined });
  const began = Date.now();
  let catchUp: { pid: number; since: number } | undefined;
  try {
    while (Date.now() - began < streamingPatienceMs) {
      const { walStatus, receiver } = await readStreamState(sql);
      if (walStatus === undefined) return "its replication slot is missing";
      if (walStatus === "lost") return "the primary no longer has the log that it lacks";
      if (receiver?.state === "streaming") return undefined;
      if (receiver?.state !== "catchup") catchUp = undefined;
      else if (catchUp?.pid !== receiver.pid) catchUp = { pid: receiver.pid, since: Date.now() };
      else if (Date.now() - catchUp.since > catchUpProofMs) return undefined;
      await delay(25);
    }
    return "it does not receive the primary's log";
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function readStreamState(sql: postgres.Sql): Promise<StreamState> {
  const [slot] = await sql<{ walStatus: string | null }[]>`
    select wal_status as "walStatus" from pg_replication_slots where slot_name = ${replicationSlot}`;
  const [receiver] = await sql<{ pid: number; state: string }[]>`
    select pid, state from pg_stat_replication where application_name = ${replicationSlot}`;
  return { walStatus: slot && (slot.walStatus ?? "reserved"), receiver };
}
