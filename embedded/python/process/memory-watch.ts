import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { noEnvironment } from "./no-environment.ts";

const everyMs = 250;
const pageBytes = 4096;

/**
 * Looks at the memory of a process: files that code writes are memory too, and no bound of WebAssembly's counts them.
 * @returns a function that ends the watch
 */
export function watchMemory(pid: number, limitBytes: number, onExceeded: () => void): () => void {
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      if ((await readResidentBytes(pid)) > limitBytes) onExceeded();
    } catch {
      // It has just ended; whoever waits for that hears of it.
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function readResidentBytes(pid: number): Promise<number> {
  if (process.platform === "linux") {
    const fields = (await readFile(`/proc/${pid}/statm`, "utf8")).split(" ");
    return Number(fields[1]) * pageBytes;
  }
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)], {
    env: noEnvironment,
  });
  return Number(stdout) * 1024;
}
