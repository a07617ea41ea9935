/** Frames that a client may send in one go, and per second in the long run. A person needs a handful. */
const burst = 2_000;
const perSecond = 200;

/** A token bucket: `allow` is false once a client floods. */
export class FrameRate {
  readonly #now: () => number;
  #left = burst;
  #filledAt: number;

  /** @param now milliseconds of a monotonic clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#filledAt = now();
  }

  allow(): boolean {
    const now = this.#now();
    this.#left = Math.min(burst, this.#left + ((now - this.#filledAt) / 1000) * perSecond);
    this.#filledAt = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
