const windowMs = 10_000;
/** Fewer are chance, whatever share of the reads they are. */
const fewestConflicts = 10;
const highestShare = 0.05;

/**
 * Whether replay cancels so many reads of the standby that it is better left alone for a while. A cancelled read is
 * done again on the primary, so that each costs both servers. A single one says nothing.
 */
export class ConflictRate {
  #since = 0;
  #reads = 0;
  #conflicts = 0;

  /** @param at milliseconds of a monotonic clock */
  noteRead(at: number): void {
    this.#renew(at);
    this.#reads += 1;
  }

  /** @returns true when there have been too many lately; then it counts anew */
  noteConflict(at: number): boolean {
    this.noteRead(at);
    this.#conflicts += 1;
    const isHigh = this.#conflicts >= fewestConflicts && this.#conflicts > this.#reads * highestShare;
    if (isHigh) this.#since = -Infinity;
    return isHigh;
  }

  #renew(at: number): void {
    if (at - this.#since < windowMs) return;
    this.#since = at;
    this.#reads = 0;
    this.#conflicts = 0;
  }
}
