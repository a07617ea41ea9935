import type { WalPosition } from "./wal-position.ts";

/** Positions that are kept; commits of one moment share one. */
const maxPositions = 10_000;

/**
 * The writes of this process that people were told are kept, by where they stand in the log. After a failover to a
 * standby that had not received all of them, it tells how many are gone.
 */
export class AckedWrites {
  /** In the order in which they were acknowledged. */
  #acked: { position: WalPosition; count: number }[] = [];

  note(position: WalPosition, count: number): void {
    this.#acked.push({ position, count });
    if (this.#acked.length > maxPositions) this.#acked.shift();
  }

  /**
   * How many were acknowledged beyond the place where the new timeline begins; forgets all of older timelines. At
   * most so many were lost: what others wrote between a commit and its acknowledgement counts with it.
   */
  takeLost(begin: WalPosition): number {
    const older = this.#acked.filter(({ position }) => position.timeline < begin.timeline);
    this.#acked = this.#acked.filter(({ position }) => position.timeline >= begin.timeline);
    return older
      .filter(({ position }) => position.lsn > begin.lsn)
      .reduce((sum, { count }) => sum + count, 0);
  }
}
