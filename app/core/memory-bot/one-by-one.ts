import { AppError } from "../app-error.ts";

/** Runs works of the same key one after the other, in the order in which they came. */
export class OneByOne {
  readonly #maxWaiting: number;
  readonly #last = new Map<string, { done: Promise<unknown>; count: number }>();

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** @throws AppError rate_limited when too many wait already */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const count = (before?.count ?? 0) + 1;
    if (count > this.#maxWaiting) {
      throw new AppError("rate_limited", {
        message: `At most ${this.#maxWaiting} turns may wait in one conversation. Wait for their answers.`,
        retryAfterSeconds: 5,
      });
    }
    const result = before ? before.done.then(work) : work();
    const done = result.then(settled, settled).finally(() => {
      const last = this.#last.get(key);
      if (last && last.count > 1) last.count -= 1;
      else this.#last.delete(key);
    });
    this.#last.set(key, { done, count });
    return result;
  }
}

function settled(): void {}
