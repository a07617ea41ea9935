import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { migrate } from "#db/migrate.ts";
import type { PostgresServer } from "#embedded/postgres/cluster.ts";
import { startTestCluster } from "./start-test-cluster.ts";

/** The primary and the standby that all test files of one worker share. */
export interface WorkerCluster {
  primary: PostgresServer;
  standby: PostgresServer;
  /** The address of any database of the cluster. */
  urlOf(server: PostgresServer, database: string): string;
}

export interface TestDatabase {
  name: string;
  primaryUrl: string;
  standbyUrl: string;
  /** Ends the sessions that are still open in it. */
  drop(): Promise<void>;
}

declare global {
  // Test files run one after another in a worker and each loads its modules anew; only this outlives them.
  var testWorker: { cluster: Promise<WorkerCluster>; databases: number } | undefined;
}

const templateName = "chatbot_template";
const migrationsFolder = fileURLToPath(new URL("../../db/migrations", import.meta.url));

/**
 * The worker's cluster, started at its first use. It does not restart servers that a test ended by their `stop`
 * or `kill`; the next `createTestDatabase` does. It ends with the worker, however that ends.
 */
export function requireWorkerCluster(): Promise<WorkerCluster> {
  globalThis.testWorker ??= { cluster: startWorkerCluster(), databases: 0 };
  return globalThis.testWorker.cluster;
}

/** A migrated, empty database of its own for one test, present on the standby too. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const cluster = await requireWorkerCluster();
  await revive(cluster);
  const name = `test_${process.pid}_${nextNumber()}`;
  await administer(cluster, async (sql) => {
    await sql`create database ${sql(name)} template ${sql(templateName)}`;
  });
  await waitForStandby(cluster);
  return {
    name,
    primaryUrl: cluster.urlOf(cluster.primary, name),
    standbyUrl: cluster.urlOf(cluster.standby, name),
    async drop() {
      await revive(cluster);
      await administer(cluster, (sql) => sql`drop database ${sql(name)} with (force)`);
    },
  };
}

/** Resolves when the standby shows everything that is committed on the primary by now. */
export async function waitForStandby(cluster: WorkerCluster, patienceMs = 15_000): Promise<void> {
  let position = "0/0";
  await administer(cluster, async (sql) => {
    const [row] = await sql<{ position: string }[]>`select pg_current_wal_flush_lsn()::text as position`;
    position = row?.position ?? position;
  });
  const sql = postgres(cluster.urlOf(cluster.standby, "postgres"), { max: 1, onnotice: () => undefined });
  try {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      const [row] = await sql`select pg_last_wal_replay_lsn() >= ${position}::pg_lsn as reached`;
      if (row?.["reached"]) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`The standby did not reach ${position} within ${patienceMs} ms`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function startWorkerCluster(): Promise<WorkerCluster> {
  // A worker whose runner was killed must not live on: its servers end with it. Vitest disables process.exit.
  process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
  const { primary, standby, primaryUrl } = await startTestCluster({
    name: String(process.pid),
    settings: { fsync: "off", full_page_writes: "off", shared_buffers: "64MB", autovacuum: "off" },
  });
  const urlOf = (server: PostgresServer, database: string): string => {
    const url = new URL(primaryUrl);
    url.port = String(server.port);
    url.pathname = `/${database}`;
    return url.href;
  };
  const cluster = { primary, standby, urlOf };
  await administer(cluster, (sql) => sql`create database ${sql(templateName)}`);
  await migrate(urlOf(primary, templateName), migrationsFolder);
  return cluster;
}

async function revive({ primary, standby }: WorkerCluster): Promise<void> {
  for (const server of [primary, standby]) {
    server.kill("SIGCONT");
    await server.start();
  }
}

async function administer(
  cluster: WorkerCluster,
  work: (sql: postgres.Sql) => PromiseLike<unknown>,
): Promise<void> {
  const sql = postgres(cluster.urlOf(cluster.primary, "postgres"), { max: 1, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function nextNumber(): number {
  const worker = globalThis.testWorker;
  if (!worker) throw new Error("The worker has no cluster");
  worker.databases += 1;
  return worker.databases;
}
