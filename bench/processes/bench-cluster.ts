import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { z } from "zod";
import { migrate } from "#db/migrate.ts";
import { outDir, parseReady, startProcess } from "./bench-process.ts";

export interface BenchDatabase {
  primaryUrl: string;
  standbyUrl: string;
}

export interface BenchCluster {
  /** A migrated, empty database. */
  createDatabase(name: string): Promise<BenchDatabase>;
  /** Resolves once the standby shows all that is committed. */
  waitForStandby(): Promise<void>;
  version(): Promise<string>;
  stop(): Promise<void>;
}

const readySchema = z.object({ primaryUrl: z.string(), standbyUrl: z.string() });
const standbyPatienceMs = 120_000;

/** A primary and a standby with the product's own settings, fsync on, in a directory that is removed at the end. */
export async function startBenchCluster(): Promise<BenchCluster> {
  const dataDir = mkdtempSync(join(tmpdir(), "chatbot-bench-"));
  chmodSync(dataDir, 0o755);
  const { process, ready } = await startProcess(
    { script: join(outDir, "processes/database.js"), args: [dataDir] },
    parseReady(readySchema),
  );

  return {
    async createDatabase(name) {
      await withClient(ready.primaryUrl, (sql) => sql`create database ${sql(name)}`);
      const database = {
        primaryUrl: inDatabase(ready.primaryUrl, name),
        standbyUrl: inDatabase(ready.standbyUrl, name),
      };
      await migrate(database.primaryUrl, "db/migrations");
      await waitForStandby(ready);
      return database;
    },
    waitForStandby: () => waitForStandby(ready),
    async version() {
      const [row] = await withClient(
        ready.primaryUrl,
        (sql) => sql<{ server_version: string }[]>`show server_version`,
      );
      return row?.server_version ?? "?";
    },
    async stop() {
      await process.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function waitForStandby({ primaryUrl, standbyUrl }: BenchDatabase): Promise<void> {
  const [written] = await withClient(
    primaryUrl,
    (sql) => sql<{ lsn: string }[]>`select pg_current_wal_flush_lsn()::text as lsn`,
  );
  const lsn = written?.lsn ?? "0/0";
  const giveUpAt = performance.now() + standbyPatienceMs;
  while (performance.now() < giveUpAt) {
    const [row] = await withClient(
      standbyUrl,
      (sql) => sql<{ reached: boolean }[]>`select pg_last_wal_replay_lsn() >= ${lsn}::pg_lsn as reached`,
    );
    if (row?.reached) return;
    await sleep(50);
  }
  throw new Error(`The standby did not reach ${lsn}`);
}

/** Opens one connection for one piece of work. */
export async function withClient<T>(url: string, work: (sql: postgres.Sql) => PromiseLike<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
