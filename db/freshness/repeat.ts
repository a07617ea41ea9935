export interface Repeating {
  /** The next run begins now, unless one is under way. */
  runNow(): void;
  stop(): void;
}

/** Runs `work`, which must not throw, again and again with the pause in milliseconds that it asks for. */
export function repeat(work: () => Promise<number>): Repeating {
  const stopping = new AbortController();
  const isOver = () => stopping.signal.aborted;
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;

  async function run(): Promise<void> {
    if (isRunning || isOver()) return;
    clearTimeout(timer);
    isRunning = true;
    const pauseMs = await work();
    isRunning = false;
    if (!isOver()) timer = setTimeout(() => void run(), pauseMs);
  }

  void run();
  return {
    runNow: () => void run(),
    stop() {
      stopping.abort();
      clearTimeout(timer);
    },
  };
}
