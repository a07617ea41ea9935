import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { serverEnvironment } from "./server-environment.ts";

export interface RunningProcess {
  pid: number;
  parentPid: number;
  /** The whole command line, its words joined by spaces; a server process of PostgreSQL shows its title here. */
  command: string;
  /** Two processes that had the same id at different times differ in this. */
  startedAt: string;
}

const procIsMounted = process.platform === "linux" && existsSync("/proc/self/stat");

/** Every process of this machine that this user may see, without the dead that nobody has reaped yet. */
export function listProcesses(): RunningProcess[] {
  return procIsMounted ? listFromProc() : listFromPs();
}

/** @returns undefined when no process has this id, or only a dead one that nobody has reaped yet */
export function findProcess(pid: number): RunningProcess | undefined {
  return procIsMounted ? findInProc(pid) : listFromPs().find((candidate) => candidate.pid === pid);
}

/** Sends a signal; a process that has already ended is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isNoSuchProcess(error)) throw error;
  }
}

function isNoSuchProcess(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ESRCH";
}

function listFromProc(): RunningProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => findInProc(Number(name)) ?? []);
}

function findInProc(pid: number): RunningProcess | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replace(/\0+$/, "").replaceAll("\0", " ");
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, parentPid, startTicks] = [fields[0], fields[1], fields[19]];
    if (state === "Z" || state === "X" || !startTicks) return undefined;
    return { pid, parentPid: Number(parentPid), command, startedAt: `${startTicks} ${readBootId()}` };
  } catch {
    // It ended while it was being read, or is hidden from this user.
    return undefined;
  }
}

function readBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

function listFromPs(): RunningProcess[] {
  const listing = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,lstart=,command="], {
    encoding: "utf8",
    env: serverEnvironment,
    maxBuffer: 64 * 1024 * 1024,
  });
  return listing.split("\n").flatMap((line) => parsePsLine(line) ?? []);
}

/** `lstart` is five words, such as `Fri Nov 21 01:32:05 2025`. */
function parsePsLine(line: string): RunningProcess | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+((?:\S+\s+){4}\S+)\s+(.*)$/.exec(line);
  if (!match || match[3]?.startsWith("Z")) return undefined;
  return {
    pid: Number(match[1]),
    parentPid: Number(match[2]),
    startedAt: match[4] ?? "",
    command: match[5] ?? "",
  };
}
