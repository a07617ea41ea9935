import type { Readable } from "node:stream";

/** What one kernel may say in a second, in bytes; code that prints more waits for its turn. */
const bytesPerSecond = 8 * 1024 * 1024;
const burstBytes = 2 * 1024 * 1024;

/** Reads a stream no faster than its pace: a flood takes no time from others. */
export function createPacedReader(stream: Readable, onBytes: (bytes: Uint8Array) => void): void {
  let credit = burstBytes;
  let countedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  stream.on("data", (bytes: Uint8Array) => {
    const now = performance.now();
    credit = Math.min(burstBytes, credit + ((now - countedAt) * bytesPerSecond) / 1000) - bytes.length;
    countedAt = now;
    if (credit < 0) {
      stream.pause();
      timer = setTimeout(() => stream.resume(), (-credit * 1000) / bytesPerSecond + 1);
    }
    onBytes(bytes);
  });
  stream.on("close", () => clearTimeout(timer));
  stream.on("error", () => undefined);
}
