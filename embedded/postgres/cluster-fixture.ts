import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { onTestFinished } from "vitest";
import { startCluster, type Cluster } from "./cluster.ts";
import { clearLeftovers } from "./leftovers.ts";

/** What tests of the servers add to them: no waiting for the disk. */
export const testSettings = { fsync: "off", shared_buffers: "32MB" };

/** A directory that every account can reach. Removed after the test, with the servers that still run in it. */
export function makeDataDir(prefix = "chatbot-postgres-test-"): string {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  chmodSync(parent, 0o755);
  const dataDir = join(parent, "data");
  onTestFinished(async () => {
    await clearDataDir(dataDir);
    rmSync(parent, { recursive: true, force: true });
  });
  return dataDir;
}

async function clearDataDir(dataDir: string): Promise<void> {
  for (const name of ["standby", "primary"]) {
    if (existsSync(join(dataDir, name))) await clearLeftovers(join(dataDir, name), () => undefined);
  }
}

/** Starts a cluster that is stopped after the test, at the latest. */
export async function startTestCluster(dataDir: string, messages: string[] = []): Promise<Cluster> {
  const cluster = await startCluster({
    dataDir,
    log: (message) => messages.push(message),
    settings: testSettings,
  });
  onTestFinished(() => cluster.stop());
  return cluster;
}

/** Runs one statement on a connection of its own, and again while the server does not answer. */
export async function query(url: string | undefined, statement: string): Promise<Record<string, unknown>[]> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const sql = postgres(url ?? "", { max: 1, onnotice: () => undefined });
    try {
      return await sql.unsafe(statement);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

/** Writes a note on the primary; the table comes into being with the first one. */
export async function writeNote(cluster: Pick<Cluster, "primaryUrl">, text: string): Promise<void> {
  await query(cluster.primaryUrl, "create table if not exists notes (text text not null)");
  await query(cluster.primaryUrl, `insert into notes values ('${text}')`);
}

export async function readNotes(url: string | undefined): Promise<unknown[]> {
  return (await query(url, "select text from notes order by text")).map((row) => row["text"]);
}

export interface ClusterProcess {
  child: ChildProcess;
  primaryUrl: string;
  primaryPid: number;
  standbyPid: number;
}

/** Runs a cluster in a node process of its own. */
export async function spawnClusterProcess(dataDir: string): Promise<ClusterProcess> {
  const script = fileURLToPath(new URL("run-cluster-fixture.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith("{")) return { child, ...(JSON.parse(line) as Omit<ClusterProcess, "child">) };
  }
  throw new Error("The process with the cluster ended before it was up");
}

export async function killProcess(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
