import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { findProcess, listProcesses, signalProcess, type RunningProcess } from "./process-table.ts";
import { clusterNameOf } from "./server-settings.ts";

const shutdownSteps: { signal: NodeJS.Signals; patienceMs: number }[] = [
  { signal: "SIGINT", patienceMs: 10_000 },
  { signal: "SIGQUIT", patienceMs: 5_000 },
  { signal: "SIGKILL", patienceMs: 5_000 },
];

/**
 * Ends what an earlier run left behind in a server's directory: a postmaster that outlived its parent, server
 * processes that outlived their postmaster, and a `postmaster.pid` whose number now belongs to another program.
 * Only for whoever holds the lock of the data directory.
 */
export async function clearLeftovers(serverDir: string, log: (message: string) => void): Promise<void> {
  if (!existsSync(serverDir)) return;
  for (const orphan of listProcesses().filter((running) => isPostmasterOf(serverDir, running))) {
    log(`Stopping PostgreSQL process ${orphan.pid}, which an earlier run left behind`);
    await stopOrphan(orphan, serverDir);
  }
  await killServerProcesses(serverDir);
  // No server runs on this directory any more, so whatever process the file names is another program.
  await rm(join(serverDir, "postmaster.pid"), { force: true });
}

/** The processes of one server, its postmaster not included. */
export function listServerProcesses(serverDir: string, postmasterPid?: number): RunningProcess[] {
  const title = `postgres: ${clusterNameOf(serverDir)}: `;
  return listProcesses().filter(
    (running) => running.command.startsWith(title) || running.parentPid === postmasterPid,
  );
}

/** The postmaster is started with exactly these words (see postgres-server.ts). */
function isPostmasterOf(serverDir: string, { command }: RunningProcess): boolean {
  return command.endsWith(`/postgres -D ${serverDir}`);
}

async function stopOrphan(orphan: RunningProcess, serverDir: string): Promise<void> {
  for (const { signal, patienceMs } of shutdownSteps) {
    signalProcess(orphan.pid, signal);
    for (const { pid } of [orphan, ...listServerProcesses(serverDir, orphan.pid)])
      signalProcess(pid, "SIGCONT");
    if (await waitUntil(() => findProcess(orphan.pid)?.startedAt !== orphan.startedAt, patienceMs)) return;
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL process ${orphan.pid} of an earlier run in ${serverDir} does not end: stop it, then start again.`,
  );
}

/** Server processes without their postmaster still hold its shared memory and would block a new start. */
async function killServerProcesses(serverDir: string): Promise<void> {
  const areGone = () => {
    const remaining = listServerProcesses(serverDir);
    for (const { pid } of remaining) signalProcess(pid, "SIGKILL");
    return remaining.length === 0;
  };
  if (await waitUntil(areGone, 10_000)) return;
  throw new EmbeddedPostgresError(`PostgreSQL processes of an earlier run in ${serverDir} do not end.`);
}

/** @returns whether the condition became true in time */
async function waitUntil(isTrue: () => boolean, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (!isTrue()) {
    if (Date.now() > deadline) return false;
    await delay(10);
  }
  return true;
}
