import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../app-error.ts";
import type { LiveGenerations } from "./live-generations.ts";

const pollMs = 50;
/** Kept from the grace for writing what was cut short. */
const persistMs = 3_000;

/** The door to new turns, closed once when the process is to end. */
export class Drain {
  readonly #closing = new AbortController();

  /** Fires when the drain begins. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  get isOpen(): boolean {
    return !this.#closing.signal.aborted;
  }

  /** @throws AppError draining */
  requireOpen(): void {
    if (!this.isOpen) throw new AppError("draining", { retryAfterSeconds: 5 });
  }

  /** Refuses new turns at once, lets running answers finish within the grace, and keeps what the rest has written. */
  async close(live: LiveGenerations, graceMs: number): Promise<void> {
    this.#closing.abort();
    const endAt = performance.now() + graceMs;
    while (live.isBusy && performance.now() < endAt - persistMs) await sleep(pollMs);
    for (const generation of live.all()) generation.end("interrupted");
    while (live.isBusy && performance.now() < endAt) await sleep(pollMs);
  }
}
