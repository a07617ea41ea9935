/** Runs callbacks at due times with one timer for all: hundreds of paced streams cost one interval. */
export interface Pacer {
  /** The clock that `dueMs` refers to. */
  nowMs(): number;
  /** @returns a function that takes the callback back. */
  at(dueMs: number, run: () => void): () => void;
}

const tickMs = 2;

export function createPacer(): Pacer {
  const waiting = new Set<{ dueMs: number; run: () => void }>();
  let timer: NodeJS.Timeout | undefined;

  function tick() {
    const nowMs = performance.now();
    for (const entry of waiting) {
      if (entry.dueMs > nowMs) continue;
      waiting.delete(entry);
      entry.run();
    }
    if (waiting.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }

  return {
    nowMs: () => performance.now(),
    at(dueMs, run) {
      const entry = { dueMs, run };
      waiting.add(entry);
      timer ??= setInterval(tick, tickMs);
      return () => waiting.delete(entry);
    },
  };
}
