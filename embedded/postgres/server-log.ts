import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from "node:fs";

const keptBytes = 5 * 1024 * 1024;
const tailBytes = 4 * 1024;

/** Opens a server's log for appending. A long one is moved aside first, in place of the one before it. */
export function openServerLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > keptBytes) renameSync(path, `${path}.old`);
  return openSync(path, "a", 0o600);
}

/** What a server wrote since `fromByte`, at most its last lines. */
export function readLogTail(path: string, fromByte: number): string {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const start = Math.max(fromByte, size - tailBytes);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    readSync(file, buffer, 0, buffer.length, start);
    return buffer.toString("utf8").trim().split("\n").slice(-12).join("\n");
  } finally {
    closeSync(file);
  }
}
