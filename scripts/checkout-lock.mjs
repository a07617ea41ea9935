import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive, projectRoot } from "./project.mjs";

const lockPath = join(projectRoot, ".cache", "checkout.lock");
const heartbeatMs = 1_000;
/** A holder that was frozen for longer has lost the lock; its process id may be another program's by now. */
const staleAfterMs = 15_000;

/**
 * Does work that changes the checkout (install, build) while no other process does.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withCheckoutLock(work) {
  mkdirSync(join(projectRoot, ".cache"), { recursive: true });
  const mark = `${process.pid} ${randomBytes(6).toString("hex")}`;
  await take(mark);
  const heartbeat = setInterval(beat, heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if (read() === mark) rmSync(lockPath, { force: true });
  }
}

async function take(mark) {
  let hasSaidSo = false;
  while (!tryCreate(mark)) {
    const holder = read();
    if (holder !== undefined && isStale(holder)) {
      removeStale(holder);
      continue;
    }
    if (!hasSaidSo) console.log("Another process installs or builds in this checkout; waiting for it ...");
    hasSaidSo = true;
    await delay(250);
  }
}

function tryCreate(mark) {
  try {
    writeFileSync(lockPath, mark, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function isStale(holder) {
  const stats = statSync(lockPath, { throwIfNoEntry: false });
  if (!stats) return false;
  const isOld = Date.now() - stats.mtimeMs > staleAfterMs;
  return isOld || (holder !== "" && !isAlive(Number(holder.split(" ")[0])));
}

/** Two may find the same stale lock: whoever moved a fresh one away by mistake puts it back. */
function removeStale(holder) {
  const aside = `${lockPath}.${randomBytes(6).toString("hex")}`;
  try {
    renameSync(lockPath, aside);
  } catch {
    return; // The other was quicker; the caller looks again.
  }
  if (read(aside) === holder) rmSync(aside);
  else renameSync(aside, lockPath);
}

function beat() {
  const now = new Date();
  try {
    utimesSync(lockPath, now, now);
  } catch {
    // Somebody took it for stale; nothing to keep alive any more.
  }
}

function read(path = lockPath) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
