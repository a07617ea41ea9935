import { comparePositions, covers, type WalPosition } from "./wal-position.ts";

/** Beyond this the lag is only said to be at least so long, in milliseconds. */
const rememberedMs = 60_000;

/**
 * How far a standby is behind, told from the primary's own positions at known times: no clock of another machine, no
 * special right, and an idle primary is never mistaken for a lag. As exact as the looks are frequent.
 */
export class Lag {
  /** Where the primary stood, oldest first; never empty once something was noted. */
  #primary: { at: number; position: WalPosition }[] = [];

  /** @param at milliseconds of a monotonic clock */
  notePrimary(position: WalPosition, at: number): void {
    const last = this.#primary.at(-1);
    if (last && comparePositions(last.position, position) === 0) return;
    this.#primary.push({ at, position });
    const [, second] = this.#primary;
    if (second && at - second.at > rememberedMs) this.#primary.shift();
  }

  /** Milliseconds since the primary reached the first position that is not replayed; 0 when all is. */
  lagMs(replayed: WalPosition, at: number): number {
    this.#primary = this.#primary.filter(
      ({ position }, index) => index === this.#primary.length - 1 || !covers(replayed, position),
    );
    const missing = this.#primary.find(({ position }) => !covers(replayed, position));
    return missing ? Math.max(0, at - missing.at) : 0;
  }

  lagBytes(replayed: WalPosition): number {
    const last = this.#primary.at(-1)?.position;
    return last && last.lsn > replayed.lsn ? Number(last.lsn - replayed.lsn) : 0;
  }
}
