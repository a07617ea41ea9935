import { AppError } from "../app-error.ts";

interface Entry {
  position: number;
  onPosition(position: number): void;
  begin(): void;
}

/** Runs of one kernel in the order in which they came. What waits can be taken back by its signal. */
export class RunQueue {
  readonly #most: number;
  readonly #waiting: Entry[] = [];
  #isTaken = false;

  /** @param most how many may wait */
  constructor(most: number) {
    this.#most = most;
  }

  get isBusy(): boolean {
    return this.#isTaken;
  }

  /**
   * Waits for its turn. @returns what ends it
   * @throws AppError `kernel_line_full`; the signal's reason
   */
  async enter(onPosition: (position: number) => void, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#isTaken) await this.#wait(onPosition, signal);
    this.#isTaken = true;
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.#isTaken = false;
      this.#waiting.shift()?.begin();
      this.#tellPositions();
    };
  }

  #wait(onPosition: (position: number) => void, signal: AbortSignal): Promise<void> {
    if (this.#waiting.length >= this.#most) throw new AppError("kernel_line_full");
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        const index = this.#waiting.indexOf(entry);
        if (index !== -1) this.#waiting.splice(index, 1);
        reject(signal.reason as Error);
        this.#tellPositions();
      };
      const entry: Entry = {
        position: 0,
        onPosition,
        begin: () => {
          signal.removeEventListener("abort", onAbort);
          // Nobody who comes in between gets ahead.
          this.#isTaken = true;
          resolve();
        },
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(entry);
      this.#tellPositions();
    });
  }

  #tellPositions(): void {
    this.#waiting.forEach((entry, index) => {
      if (entry.position !== index + 1) entry.onPosition((entry.position = index + 1));
    });
  }
}
