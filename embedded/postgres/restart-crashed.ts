import { setTimeout as delay } from "node:timers/promises";
import type { PostgresServer } from "./postgres-server.ts";

const firstDelayMs = 200;
const longestDelayMs = 10_000;

/**
 * Starts a server again whenever it ends unasked. Resolves when the signal fires, or once somebody ends the
 * server by its `stop` or `kill` and so takes it over.
 */
export async function restartCrashed(
  server: PostgresServer,
  restart: () => Promise<void>,
  log: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const isOver = () => signal.aborted;
  let delayMs = firstDelayMs;
  for (;;) {
    await server.exited();
    if (isOver() || !server.crashed) return;
    log(`The PostgreSQL ${server.name} ended unexpectedly; starting it again`);
    await delay(delayMs, undefined, { signal }).catch(() => undefined);
    if (isOver()) return;
    delayMs = Math.min(2 * delayMs, longestDelayMs);
    try {
      await restart();
      delayMs = firstDelayMs;
    } catch (error) {
      if (!isOver()) log(error instanceof Error ? error.message : String(error));
    }
  }
}
