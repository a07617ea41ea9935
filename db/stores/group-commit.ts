/** Statements per batch; more only makes the first of them wait longer. */
const maxBatch = 500;

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Runs what is asked for at the same time as one statement: one is in flight, and all that arrives meanwhile
 * goes into the next. `execute` returns a result per item, in order. When a batch fails because of one bad
 * item (SQLSTATE 22: data, 23: integrity), its items are run one by one, so that only the bad one fails.
 */
export function groupCommit<Item, Result>(
  execute: (items: Item[]) => Promise<Result[]>,
): (item: Item) => Promise<Result> {
  let queue: Waiting<Item, Result>[] = [];
  let running = false;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, maxBatch);
      queue = queue.slice(maxBatch);
      await run(batch);
    }
    running = false;
  }

  async function run(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await execute(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      if (batch.length > 1 && blamesOneItem(error)) {
        for (const waiting of batch) await run([waiting]);
      } else {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      if (running) return;
      running = true;
      // The rest of this turn of the event loop joins the first batch.
      setImmediate(() => void drain());
    });
}

function blamesOneItem(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("22") || code.startsWith("23");
}
