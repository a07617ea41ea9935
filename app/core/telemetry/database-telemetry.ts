export type ReadTarget = "standby" | "primary";

/**
 * Why that server answered. `behind`: the standby has not replayed what the reader has seen. `standby_away` and
 * `primary_away`: the other one does not answer.
 */
export type ReadReason = "fresh" | "no_standby" | "behind" | "standby_away" | "primary_away";

/** Reads, and the state of the two database servers. Times are milliseconds. */
export interface DatabaseTelemetry {
  answered(target: ReadTarget, reason: ReadReason): void;
  /** A read that failed on the standby was done again on the primary. */
  fellBack(cause: string): void;
  /** A read has waited for the standby to catch up. */
  waited(elapsedMs: number): void;
  /** So many reads wait for their turn on the primary, which keeps connections for writes. */
  queued(reads: number): void;
  /** The state of the servers as the process begins. */
  began(state: string): void;
  lag(bytes: number, elapsedMs: number): void;
  changed(from: string, to: string, cause: string): void;
  /** Writes that were acknowledged are not on the new primary. */
  lostWrites(count: number): void;
}
