import type { Logger } from "./log.ts";

export type WarnRarely = (key: string, facts: Readonly<Record<string, unknown>>, message: string) => void;

/**
 * Logs what may happen on every request, but at most once in a while: the first of each key, and later how often it
 * happened since.
 * @param everyMs the least time between two lines of one key; keys are a few constants
 */
export function createRareWarnings(
  log: Pick<Logger, "warn">,
  now: () => number,
  everyMs = 60_000,
): WarnRarely {
  const lines = new Map<string, { at: number; since: number }>();
  return (key, facts, message) => {
    const last = lines.get(key);
    if (last && now() - last.at < everyMs) {
      last.since += 1;
      return;
    }
    lines.set(key, { at: now(), since: 0 });
    log.warn({ ...facts, ...(last && last.since > 0 && { timesSinceLast: last.since }) }, message);
  };
}
