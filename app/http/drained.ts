import { setTimeout as sleep } from "node:timers/promises";
import type { ServerResponse } from "node:http";

const pollMs = 20;

/**
 * Lets a long answer be made no faster than it is taken: what Remix sends, it writes without waiting. Looks again and
 * again, since `drain` is told to the compressor in between and not to us.
 */
export function createDrained(response: ServerResponse): () => Promise<void> {
  return async () => {
    while (response.writableNeedDrain && !response.destroyed) await sleep(pollMs);
  };
}
