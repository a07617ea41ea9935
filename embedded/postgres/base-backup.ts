import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { explainFailure } from "./embedded-postgres-error.ts";
import { copyOwnedFile, makeOwnedDirectory, writeOwnedFile } from "./owned-files.ts";
import type { ServerAccount } from "./server-account.ts";
import { replicationSlot, settingsFile } from "./server-settings.ts";

export interface BaseBackupRequest {
  primaryUrl: string;
  primaryDir: string;
  standbyDir: string;
  account: ServerAccount | undefined;
}

/**
 * Makes the standby's directory anew as a copy of the running primary, with a fresh replication slot that
 * keeps the log from the copy's beginning on. A copy that is not finished never bears the final name.
 * @throws EmbeddedPostgresError
 */
export async function takeBaseBackup(request: BaseBackupRequest): Promise<void> {
  const { primaryUrl, primaryDir, standbyDir, account } = request;
  const draft = `${standbyDir}.partial`;
  const sql = postgres(primaryUrl, { max: 1, onnotice: () => undefined });
  try {
    await rm(standbyDir, { recursive: true, force: true });
    await rm(draft, { recursive: true, force: true });
    await renewSlot(sql);
    // A backup belongs to its session, and the pool has only one connection.
    await sql`select pg_backup_start('standby', true)`;
    await makeOwnedDirectory(draft, account);
    await copyTree(primaryDir, draft, "", account);
    const [labels] = await sql<
      { labelfile: string; spcmapfile: string }[]
    >`select labelfile, spcmapfile from pg_backup_stop(false)`;
    await writeOwnedFile(join(draft, "backup_label"), labels?.labelfile ?? "", account);
    if (labels?.spcmapfile) await writeOwnedFile(join(draft, "tablespace_map"), labels.spcmapfile, account);
    await writeOwnedFile(join(draft, "standby.signal"), "", account);
    await rename(draft, standbyDir);
  } catch (error) {
    throw explainFailure(`The standby in ${standbyDir} could not be copied from the primary`, error);
  } finally {
    await sql.end({ timeout: 5 });
    // Gone already after a success; an unfinished one must not go on filling the disk.
    await rm(draft, { recursive: true, force: true });
  }
}

async function renewSlot(sql: postgres.Sql): Promise<void> {
  await sql`
    select pg_terminate_backend(active_pid, 5000) from pg_replication_slots
    where slot_name = ${replicationSlot} and active`;
  await sql`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${replicationSlot}`;
  await sql`select pg_create_physical_replication_slot(${replicationSlot}, true)`;
}

/** Directories that a copy has empty: their content belongs to the running primary (see pg_basebackup). */
const emptiedDirs = new Set([
  "pg_wal",
  "pg_dynshmem",
  "pg_notify",
  "pg_replslot",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
]);

const skippedName =
  /^(postmaster\.(pid|opts)|backup_label|tablespace_map|standby\.signal|pg_internal\.init.*|pgsql_tmp.*|.*\.draft)$/;

async function copyTree(
  from: string,
  to: string,
  relativeDir: string,
  account: ServerAccount | undefined,
): Promise<void> {
  if (emptiedDirs.has(relativeDir)) return;
  for (const entry of await readdir(join(from, relativeDir), { withFileTypes: true })) {
    const relative = join(relativeDir, entry.name);
    if (isSkipped(entry.name)) continue;
    if (entry.isFile()) await copyOwnedFile(join(from, relative), join(to, relative), account);
    if (!entry.isDirectory()) continue;
    await makeOwnedDirectory(join(to, relative), account);
    await copyTree(from, to, relative, account);
  }
}

function isSkipped(name: string): boolean {
  return skippedName.test(name) || name === settingsFile;
}
