/**
 * How the standby is doing, as a pure state machine: `nextHealth` gives the health after something was seen.
 *
 * - `closed`: it answers and keeps up; reads go to it
 * - `lagging`: it answers but is behind; it serves only what it is known to have, and nobody waits for it
 * - `open`: it is left alone for a while
 * - `half-open`: it is looked at again, without reads
 * - `promoted`: it is a primary now, and never read from
 */
export type StandbyPhase = "closed" | "lagging" | "open" | "half-open" | "promoted";

export interface StandbyHealth {
  phase: StandbyPhase;
  /** Looks in a row that went well, or ill. */
  good: number;
  bad: number;
  /** When reads failed lately. */
  failedReadsAt: readonly number[];
  /** When an open standby is looked at again, and how long it was left alone. */
  restUntil: number;
  restMs: number;
}

/** What was seen. Times are milliseconds of a monotonic clock. */
export type StandbyEvent =
  | { kind: "seen"; at: number; lagMs: number }
  | { kind: "failed"; at: number; cause: string }
  | { kind: "read-failed"; at: number; cause: string }
  /** It answers but must not be read from, for example since it belongs to another cluster. */
  | { kind: "refused"; at: number; cause: string }
  | { kind: "promoted"; at: number }
  | { kind: "rested"; at: number };

const thresholds = {
  goodPolls: 3,
  failedPolls: 3,
  failedReads: 5,
  failedReadsWithinMs: 2_000,
  laggingFromMs: 1_000,
  laggingUntilMs: 500,
  openFromLagMs: 30_000,
  firstRestMs: 1_000,
  longestRestMs: 3_000,
} as const;

/** A process begins with looking. */
export const initialHealth: StandbyHealth = {
  phase: "half-open",
  good: 0,
  bad: 0,
  failedReadsAt: [],
  restUntil: 0,
  restMs: 0,
};

export function nextHealth(health: StandbyHealth, event: StandbyEvent): StandbyHealth {
  switch (event.kind) {
    case "seen":
      return event.lagMs > thresholds.openFromLagMs ? open(health, event.at) : polled(health, event.lagMs);
    case "failed":
      return failed(health, event.at);
    case "read-failed":
      return readFailed(health, event.at);
    case "refused":
      return open(health, event.at);
    case "promoted":
      return { ...initialHealth, phase: "promoted" };
    case "rested":
      return health.phase === "open" && event.at >= health.restUntil
        ? { ...health, phase: "half-open" }
        : health;
  }
}

/** Whether reads go to it. */
export function isServing({ phase }: StandbyHealth): boolean {
  return phase === "closed" || phase === "lagging";
}

function polled(health: StandbyHealth, lagMs: number): StandbyHealth {
  const good = health.good + 1;
  const next = { ...health, good, bad: 0 };
  if (health.phase === "open") return next;
  // What was a primary follows one again.
  if (health.phase === "promoted") return { ...next, phase: "half-open", good: 1 };
  if (health.phase === "half-open" && good < thresholds.goodPolls) return next;
  const limitMs = health.phase === "lagging" ? thresholds.laggingUntilMs : thresholds.laggingFromMs;
  return { ...next, phase: lagMs > limitMs ? "lagging" : "closed", restMs: 0 };
}

function failed(health: StandbyHealth, at: number): StandbyHealth {
  const bad = health.bad + 1;
  if (health.phase === "half-open" || bad >= thresholds.failedPolls) return open(health, at);
  return { ...health, good: 0, bad };
}

function readFailed(health: StandbyHealth, at: number): StandbyHealth {
  if (!isServing(health)) return health;
  const recent = health.failedReadsAt.filter((failedAt) => at - failedAt < thresholds.failedReadsWithinMs);
  const failedReadsAt = [...recent, at];
  return failedReadsAt.length >= thresholds.failedReads ? open(health, at) : { ...health, failedReadsAt };
}

/** Each time in a row it is left alone for longer. */
function open(health: StandbyHealth, at: number): StandbyHealth {
  if (health.phase === "open" && at < health.restUntil) return health;
  const restMs = Math.min(Math.max(thresholds.firstRestMs, health.restMs * 2), thresholds.longestRestMs);
  return { phase: "open", good: 0, bad: 0, failedReadsAt: [], restUntil: at + restMs, restMs };
}
