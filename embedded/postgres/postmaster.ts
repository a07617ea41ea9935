import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { listServerProcesses } from "./leftovers.ts";
import { signalProcess } from "./process-table.ts";
import type { ServerAccount } from "./server-account.ts";
import { openServerLog, readLogTail } from "./server-log.ts";
import { serverEnvironment } from "./server-environment.ts";

/** The parent of all processes of one running server. */
export interface Postmaster {
  pid: number;
  /** The server's directory. */
  dir: string;
  ended: Promise<void>;
  hasEnded: () => boolean;
  /** The end of what it has printed. */
  readLog: () => string;
}

export interface SpawnRequest {
  postgres: string;
  dir: string;
  logPath: string;
  account: ServerAccount | undefined;
}

/**
 * Starts a postmaster in a session of its own, so that Ctrl-C in the terminal reaches it only through us.
 * leftovers.ts knows an orphaned one by exactly this command line; all settings are in a file.
 */
export async function spawnPostmaster(request: SpawnRequest): Promise<Postmaster> {
  const log = openServerLog(request.logPath);
  const logStart = fstatSync(log).size;
  const child = spawn(request.postgres, ["-D", request.dir], {
    ...request.account,
    cwd: "/",
    env: serverEnvironment,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  await once(child, "spawn");
  let hasEnded = false;
  const ended = once(child, "exit").then(() => {
    hasEnded = true;
  });
  return {
    pid: requirePid(child.pid),
    dir: request.dir,
    ended,
    hasEnded: () => hasEnded,
    readLog: () => readLogTail(request.logPath, logStart),
  };
}

function requirePid(pid: number | undefined): number {
  if (pid === undefined) throw new Error("A spawned process has no id");
  return pid;
}

/** @returns false when the postmaster ended before it answered queries, or did not answer in time */
export async function waitUntilReady(postmaster: Postmaster, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (!postmaster.hasEnded() && Date.now() < deadline) {
    if (isReady(postmaster)) return true;
    await delay(10);
  }
  return false;
}

/** The eighth line of the lock file is the state; a standby writes `ready` too, once it answers queries. */
function isReady({ dir, pid }: Postmaster): boolean {
  try {
    const lines = readFileSync(join(dir, "postmaster.pid"), "utf8").split("\n");
    return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
  } catch {
    return false; // Not written yet.
  }
}

/** Ends a server in order; one that does not obey, or is frozen, is ended by force. */
export async function shutDown(postmaster: Postmaster, signal: "SIGINT" | "SIGQUIT"): Promise<void> {
  const steps = [
    { send: () => signalProcess(postmaster.pid, signal), patienceMs: 15_000 },
    { send: () => signalProcess(postmaster.pid, "SIGQUIT"), patienceMs: 5_000 },
    { send: () => signalAll(postmaster, "SIGKILL"), patienceMs: 60_000 },
  ];
  for (const { send, patienceMs } of steps) {
    send();
    signalAll(postmaster, "SIGCONT");
    const patience = new AbortController();
    await Promise.race([
      postmaster.ended,
      delay(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    if (postmaster.hasEnded()) return;
  }
}

/** The postmaster comes first, and the list is read again, lest it begins another process in between. */
export function signalAll({ pid, dir }: Postmaster, signal: NodeJS.Signals): void {
  signalProcess(pid, signal);
  const signalled = new Set<number>();
  for (let round = 0; round < 2; round += 1) {
    const fresh = listServerProcesses(dir, pid).filter((running) => !signalled.has(running.pid));
    for (const { pid: childPid } of fresh) {
      signalProcess(childPid, signal);
      signalled.add(childPid);
    }
  }
}
