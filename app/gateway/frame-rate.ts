/** As many seconds' worth may come in one go. */
const burstSeconds = 10;

/** A token bucket: `allow` is false once a client floods. */
export class FrameRate {
  readonly #now: () => number;
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #filledAt: number;

  /**
   * @param perSecond frames in the long run; a person needs a handful
   * @param now milliseconds of a monotonic clock
   */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#now = now;
    this.#perSecond = perSecond;
    this.#burst = perSecond * burstSeconds;
    this.#left = this.#burst;
    this.#filledAt = now();
  }

  allow(): boolean {
    const now = this.#now();
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
