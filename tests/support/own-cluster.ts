import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { onTestFinished } from "vitest";
import { migrate } from "#db/migrate.ts";
import type { PostgresServer } from "#embedded/postgres/cluster.ts";
import type { TestDatabase } from "./database-cluster.ts";
import { startTestCluster, type TestCluster } from "./start-test-cluster.ts";

export interface OwnCluster {
  primary: PostgresServer;
  standby: PostgresServer;
  /** Migrated and empty. */
  database: TestDatabase;
  /** One URL that names both servers, in this order. */
  bothHosts: string;
  /** Makes the standby a primary, whatever the former one does. */
  promote(): Promise<void>;
  network: TestCluster["network"];
  /** Runs one statement on a server. */
  run(server: PostgresServer, statement: string): Promise<Record<string, unknown>[]>;
}

interface OwnClusterOptions {
  settings?: Record<string, string>;
  /** The `bin` directory of another PostgreSQL than the packaged one. */
  programsDir?: string;
}

const migrationsFolder = fileURLToPath(new URL("../../db/migrations", import.meta.url));

/** A primary and a standby for one test that harms them for good, by promotion for example. */
export async function startOwnCluster({
  settings = {},
  programsDir,
}: OwnClusterOptions = {}): Promise<OwnCluster> {
  const cluster = await startTestCluster({
    name: `own-${randomUUID()}`,
    settings: {
      fsync: "off",
      full_page_writes: "off",
      shared_buffers: "32MB",
      autovacuum: "off",
      ...settings,
    },
    programsDir,
  });
  onTestFinished(() => cluster.stop());
  const { primary, standby, primaryUrl, standbyUrl, network } = cluster;
  await migrate(primaryUrl, migrationsFolder);
  const urls = { primary: primaryUrl, standby: standbyUrl };
  const run: OwnCluster["run"] = (server, statement) => runStatement(urls[server.name], statement);
  return {
    primary,
    standby,
    database: { name: new URL(primaryUrl).pathname.slice(1), primaryUrl, standbyUrl, drop: async () => {} },
    bothHosts: primaryUrl.replace(/@[^/]+/, `@${new URL(primaryUrl).host},${new URL(standbyUrl).host}`),
    network,
    run,
    async promote() {
      await run(standby, "select pg_promote()");
    },
  };
}

async function runStatement(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end({ timeout: 1 });
  }
}
