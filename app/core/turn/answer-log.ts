import type { Log } from "../log.ts";
import type { LiveGeneration } from "./live-generation.ts";
import type { LiveGenerations } from "./live-generations.ts";
import type { Notifications } from "./notifications.ts";
import type { LogEntry, TurnStore } from "./turn-store.ts";

/** With the statement itself, at most 250 ms of text are lost when the process is killed. */
const flushIntervalMs = 200;
/** A slow primary is not asked without pause. */
const shortestPauseMs = 50;
/** A generation without new text renews its lease, and learns of a request to stop, this often. */
const renewIntervalMs = 1_000;

interface Dependencies {
  live: LiveGenerations;
  store: Pick<TurnStore, "appendToLog">;
  notifications: Pick<Notifications, "notifyLogged">;
  log: Log;
  onError: () => void;
}

/**
 * Copies the growing answers of this process to the primary, all in one statement per tick, which also renews
 * their leases. A generation that may no longer be written (another process closed it, or its conversation
 * is gone) is ended.
 */
export class AnswerLog {
  readonly #deps: Dependencies;
  readonly #renewedAt = new WeakMap<LiveGeneration, number>();
  #timer: NodeJS.Timeout | undefined;
  #tickedAt = 0;
  #isFlushingSoon = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  start(): void {
    this.#schedule(flushIntervalMs);
  }

  /** Much text has come since the last entry: the next one goes out as soon as the pause allows. */
  flushSoon(): void {
    if (!this.#timer || this.#isFlushingSoon) return;
    this.#isFlushingSoon = true;
    clearTimeout(this.#timer);
    this.#schedule(Math.max(0, shortestPauseMs - (performance.now() - this.#tickedAt)));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(pauseMs: number): void {
    this.#timer = setTimeout(() => void this.#tick(), pauseMs);
  }

  async #tick(): Promise<void> {
    const startedAt = performance.now();
    this.#tickedAt = startedAt;
    // Until a statement has come back well nothing is hurried: a primary in trouble is not pressed.
    this.#isFlushingSoon = true;
    const due = this.#due();
    if (due.length === 0) this.#isFlushingSoon = false;
    else {
      try {
        await this.#append(due);
        this.#isFlushingSoon = false;
      } catch (error) {
        // Nothing is lost yet: the text stays in memory and the next tick tries again.
        this.#deps.onError();
        this.#deps.log.warn({ err: error, generations: due.length }, "could not append to the answer log");
      }
    }
    // The time of the statement counts: what is shown meanwhile waits for the next one.
    const elapsedMs = performance.now() - startedAt;
    if (this.#timer) this.#schedule(Math.max(flushIntervalMs - elapsedMs, shortestPauseMs));
  }

  /** Only committed ones: a row that is not there yet would look as if another process had closed it. */
  #due(): LiveGeneration[] {
    const now = performance.now();
    return [...this.#deps.live.all()].filter(
      (generation) =>
        generation.committed &&
        (generation.answer.lastSeq > generation.loggedSeq ||
          now - (this.#renewedAt.get(generation) ?? 0) > renewIntervalMs),
    );
  }

  async #append(generations: LiveGeneration[]): Promise<void> {
    const entries = generations.map(toEntry);
    const now = performance.now();
    const writable = await this.#deps.store.appendToLog(entries);
    generations.forEach((generation, index) => {
      const state = writable.get(generation.identity.id);
      if (state === undefined) {
        generation.end("fenced");
        return;
      }
      if (state === "stop_requested") generation.end("stopped");
      this.#renewedAt.set(generation, now);
      const entry = entries[index];
      if (!entry || entry.texts.length === 0) return;
      generation.markLogged(entry.seq, lengthOf(entry.texts) + lengthOf(entry.reasonings));
      this.#deps.notifications.notifyLogged(generation.identity.id);
    });
  }
}

function toEntry(generation: LiveGeneration): LogEntry {
  return {
    generationId: generation.identity.id,
    epoch: generation.epoch,
    seq: generation.answer.lastSeq,
    ...generation.answer.piecesSince(generation.loggedSeq),
  };
}

const lengthOf = (pieces: readonly string[]) => pieces.reduce((sum, { length }) => sum + length, 0);
