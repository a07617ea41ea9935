/** Nobody waits any more for what should have come by now. */
export class DeadlineError extends Error {
  override name = "DeadlineError";
  /** As the codes of postgres.js, for whoever tells errors apart by their code. */
  readonly code = "DEADLINE";
  /** True: the server is known to be away. False: this work took too long. */
  readonly isLost: boolean;

  constructor(message: string, { isLost = false } = {}) {
    super(message);
    this.isLost = isLost;
  }
}

interface Limit {
  ms: number;
  /** Calls back when the server is known to answer no more; returns how to stop hearing of it. */
  onLost?: ((lost: () => void) => () => void) | undefined;
}

/**
 * The work's result, or a DeadlineError when it does not come in time: postgres.js itself waits for ever on a
 * connection that is open. The work goes on; its result is dropped.
 */
export function withDeadline<T>(work: Promise<T>, { ms, onLost }: Limit): Promise<T> {
  return new Promise((resolve, reject) => {
    const lose = () => reject(new DeadlineError(`no answer within ${ms} ms`));
    // Answers that have arrived while the process was busy are read first.
    const timer = setTimeout(() => setImmediate(lose), ms);
    const unsubscribe = onLost?.(() =>
      reject(new DeadlineError("the server answers no more", { isLost: true })),
    );
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      unsubscribe?.();
    });
  });
}
