export interface Chance {
  readonly seed: number;
  /** From 0 up to, but not including, `limit`. */
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
}

/** Repeatable dice. The seed is printed; `TEST_SEED` runs a test again with the same one. */
export function createChance(testName: string): Chance {
  const seed = Number(process.env["TEST_SEED"] ?? Math.floor(Math.random() * 2 ** 32));
  console.log(`${testName}: TEST_SEED=${seed}`);
  let state = seed;
  /** mulberry32 */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    seed,
    below: (limit) => Math.floor(next() * limit),
    pick(items) {
      const picked = items[Math.floor(next() * items.length)];
      if (picked === undefined) throw new Error("There is nothing to pick from.");
      return picked;
    },
  };
}
