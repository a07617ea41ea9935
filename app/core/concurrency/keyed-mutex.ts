/** Runs works of the same key one after the other, in the order of the calls. Works of different keys run at once. */
export class KeyedMutex {
  readonly #last = new Map<string, { done: Promise<unknown>; count: number }>();

  /** Works of the key that run or wait. */
  countOf(key: string): number {
    return this.#last.get(key)?.count ?? 0;
  }

  /** Settles as the work does. A work that fails does not keep the next one from running. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const result = before ? before.done.then(work) : work();
    const done = result.then(ignore, ignore).finally(() => this.#remove(key));
    this.#last.set(key, { done, count: this.countOf(key) + 1 });
    return result;
  }

  #remove(key: string): void {
    const last = this.#last.get(key);
    if (last && last.count > 1) last.count -= 1;
    else this.#last.delete(key);
  }
}

function ignore(): void {}
