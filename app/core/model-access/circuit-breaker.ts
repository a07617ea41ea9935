import type { BreakerState } from "../telemetry/model-telemetry.ts";

interface Options {
  /** So many failures in a row open it. */
  failures: number;
  /** How long it stays open before one request may probe. */
  restMs: number;
  onChange: (state: BreakerState) => void;
  /** Milliseconds of a clock that does not jump. */
  now: () => number;
}

/** What one admitted request tells of its outcome; only the first word counts. */
export interface BreakerPass {
  succeeded(): void;
  failed(): void;
  /** The request says nothing about the server: it was stopped, or the server was merely busy. */
  undecided(): void;
}

/**
 * Keeps requests from a server that does not answer, so that people hear of it at once: open after some failures
 * in a row, then half-open, where one request probes and the others are still refused (M. Nygard, Release It!).
 */
export class CircuitBreaker {
  readonly #options: Options;
  #state: BreakerState = "closed";
  #failuresInARow = 0;
  #openedAt = -Infinity;
  #isProbing = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Milliseconds until a request may probe; 0 when one may go now. */
  get restMs(): number {
    if (this.#state === "closed") return 0;
    const { restMs, now } = this.#options;
    return Math.max(0, this.#openedAt + restMs - now());
  }

  /** `undefined` while it is open, or another request probes. */
  tryPass(): BreakerPass | undefined {
    if (this.#state === "closed") return this.#pass(false);
    if (this.#isProbing || this.restMs > 0) return undefined;
    this.#isProbing = true;
    this.#change("half_open");
    return this.#pass(true);
  }

  #pass(isProbe: boolean): BreakerPass {
    let isSettled = false;
    const once = (report: () => void) => () => {
      if (isSettled) return;
      isSettled = true;
      if (isProbe) this.#isProbing = false;
      report();
    };
    return {
      succeeded: once(() => {
        this.#failuresInARow = 0;
        this.#change("closed");
      }),
      failed: once(() => {
        this.#failuresInARow += 1;
        if (isProbe || this.#failuresInARow >= this.#options.failures) this.#open();
      }),
      undecided: once(() => {
        if (isProbe) this.#change("open");
      }),
    };
  }

  #open(): void {
    this.#openedAt = this.#options.now();
    this.#change("open");
  }

  #change(state: BreakerState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onChange(state);
  }
}
