import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { findProcess } from "./process-table.ts";

export interface DataRootLock {
  release(): void;
}

/**
 * Makes this process the only user of a data directory. A lock whose process has ended, or whose process id
 * now belongs to another program, does not count.
 * @throws EmbeddedPostgresError when another living process holds it
 */
export function lockDataRoot(dataRoot: string): DataRootLock {
  const lockPath = join(dataRoot, "lock");
  const content = formatHolder(process.pid);
  // Ends: every turn but the first two needs yet another process that took or left the lock in between.
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (tryCreate(lockPath, content)) return { release: () => release(lockPath, content) };
    const holder = readIfThere(lockPath);
    if (holder === undefined) continue;
    if (isAlive(holder)) throw inUse(dataRoot, holder);
    removeStale(lockPath, holder);
  }
  throw inUse(dataRoot, readIfThere(lockPath) ?? "");
}

/** Linking a complete file is atomic: nobody ever reads a half-written lock. */
function tryCreate(lockPath: string, content: string): boolean {
  const draft = `${lockPath}.${randomBytes(6).toString("hex")}`;
  writeFileSync(draft, content, { flag: "wx", mode: 0o644 });
  try {
    linkSync(draft, lockPath);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Two starters may find the same stale lock: whoever moved a fresh one away by mistake puts it back. */
function removeStale(lockPath: string, expected: string): void {
  const aside = `${lockPath}.${randomBytes(6).toString("hex")}`;
  try {
    renameSync(lockPath, aside);
  } catch {
    return; // The other starter was quicker; the caller looks again.
  }
  if (readIfThere(aside) !== expected) renameSync(aside, lockPath);
  else rmSync(aside);
}

function release(lockPath: string, content: string): void {
  if (readIfThere(lockPath) === content) rmSync(lockPath, { force: true });
}

/** First line: process id; second line: when that process began. */
function formatHolder(pid: number): string {
  return `${pid}\n${findProcess(pid)?.startedAt ?? ""}\n`;
}

function isAlive(holder: string): boolean {
  const pid = Number(holder.split("\n")[0]);
  return findProcess(pid) !== undefined && formatHolder(pid) === holder;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function inUse(dataRoot: string, holder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The data directory ${dataRoot} is already in use by process ${holder.split("\n")[0]}. ` +
      "Stop that process, or set DATA_DIR to another directory.",
  );
}
