import { AppError } from "../app-error.ts";
import type { WaitReason } from "../turn/text-model.ts";
import { RoundRobinQueue } from "./round-robin-queue.ts";
import type { ModelTelemetry, WaitOutcome } from "../telemetry/model-telemetry.ts";

/** After an overload nobody asks again for this long, twice as long after each further one. */
const firstPauseMs = 500;
const longestPauseMs = 8_000;
/** Also when it says that it may be asked again at once. */
const leastPauseMs = 250;
/** Places in line change with every answer that begins; people are told this often. */
const positionIntervalMs = 300;
/** What a caller who was refused for want of room is told to wait. */
const retryAfterSeconds = 10;

export interface QueueLimits {
  /** Answers that may wait at once. */
  maxWaiting: number;
  /** The longest wait of one answer, in milliseconds. */
  maxWaitMs: number;
}

interface Options extends QueueLimits {
  /** Its name, which may still be learnt. */
  readonly model: string;
  /** Answers that the model may write at once, as far as is known by now; undefined: as many as it takes. */
  readonly maxConcurrent: number | undefined;
  telemetry: ModelTelemetry;
  /** Milliseconds of a clock that does not jump. */
  now: () => number;
  /** From 0 to 1. */
  random: () => number;
}

/** One answer that wants the model, from its first try until it begins. */
export interface Ticket {
  readonly userId: string;
  /** Hears of its place, 1 being the next, and of 0 when its turn has come; and what it waits for. */
  readonly onPosition: (position: number, reason: WaitReason) => void;
  /** Given by the line: whoever came first has the lower one. */
  number?: number | undefined;
  /** Since when it waits in all, on the line's clock; undefined before it had to. */
  waitsSince?: number | undefined;
  /** What the model said when it last refused. */
  refusal?: AppError | undefined;
}

/** The right to ask the model once. */
export interface Slot {
  /** The first token has come. */
  onFirstToken(): void;
  /**
   * The model is too busy: nobody asks for a while.
   * @param retryAfterMs as the model asked for
   * @param reason what those who wait are told
   * @returns whether it makes sense to enter again; not when the model asks for more than the rest of the wait
   */
  onOverloaded(retryAfterMs: number | undefined, reason: WaitReason): boolean;
  /** The answer is over, or was never asked for. Idempotent. */
  release(): void;
}

interface Waiting {
  readonly userId: string;
  readonly number: number;
  readonly ticket: Ticket;
  position: number;
  reason: WaitReason;
  admit(): void;
  refuse(outcome: WaitOutcome, reason: unknown): void;
}

/**
 * The line before one model. As long as the model takes what comes, it stands open. When the model says that it is
 * overloaded, it lets in as many as the model was busy with, one more after each that began and one after each
 * pause; users take turns.
 */
export class ModelQueue {
  readonly #options: Options;
  readonly #waiting = new RoundRobinQueue<Waiting>();
  /** How many may be with the model at the moment, if it has room for so many. */
  #limit = Infinity;
  #reason: WaitReason = "busy";
  #active = 0;
  #lastNumber = 0;
  #overloadsInARow = 0;
  #pausedUntil = -Infinity;
  #pauseTimer: NodeJS.Timeout | undefined;
  #positionTimer: NodeJS.Timeout | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  get #capacity(): number {
    return this.#options.maxConcurrent ?? Infinity;
  }

  /**
   * Resolves when it is this answer's turn. One that was refused by the model comes next of its user's.
   * @throws AppError model_overloaded, or what the model said last, when the line is full or the wait too long;
   * the signal's reason when aborted
   */
  async acquire(ticket: Ticket, signal: AbortSignal): Promise<Slot> {
    signal.throwIfAborted();
    const number = (ticket.number ??= this.#lastNumber += 1);
    if (ticket.waitsSince === undefined && this.#waiting.size === 0 && this.#isOpen())
      return this.#slot(ticket);
    return this.#wait(ticket, number, signal);
  }

  #isOpen(): boolean {
    return this.#active < Math.min(this.#limit, this.#capacity) && this.#options.now() >= this.#pausedUntil;
  }

  #slot(ticket: Ticket): Slot {
    this.#active += 1;
    let isActive = true;
    const release = () => {
      if (!isActive) return;
      isActive = false;
      this.#active -= 1;
      this.#admit();
    };
    return {
      release,
      onFirstToken: () => {
        this.#overloadsInARow = 0;
        this.#reason = "busy";
        this.#limit = this.#waiting.size === 0 ? Infinity : this.#limit + 1;
        this.#admit();
      },
      onOverloaded: (retryAfterMs, reason) => {
        this.#reason = reason;
        const { now, maxWaitMs } = this.#options;
        ticket.waitsSince ??= now();
        this.#pause(retryAfterMs);
        release();
        return now() + (retryAfterMs ?? 0) < ticket.waitsSince + maxWaitMs;
      },
    };
  }

  /** Those who are refused together count as one overload. */
  #pause(retryAfterMs: number | undefined): void {
    const { now, random, maxWaitMs } = this.#options;
    this.#limit = Math.max(1, this.#active - 1);
    if (now() < this.#pausedUntil && retryAfterMs === undefined) return;
    const backoffMs = Math.min(firstPauseMs * 2 ** this.#overloadsInARow, longestPauseMs);
    this.#overloadsInARow += 1;
    const pauseMs =
      retryAfterMs === undefined
        ? backoffMs * (0.5 + random())
        : Math.max(retryAfterMs, leastPauseMs) * (1 + random() / 4);
    this.#pausedUntil = Math.max(this.#pausedUntil, now() + Math.min(pauseMs, maxWaitMs));
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = setTimeout(() => this.#probe(), this.#pausedUntil - now()).unref();
  }

  /** The pause is over: one more is let in to see whether the model takes it. */
  #probe(): void {
    // Timers may fire a little early; the clock decides.
    this.#pausedUntil = Math.min(this.#pausedUntil, this.#options.now());
    this.#limit = Math.max(this.#limit, this.#active + 1);
    this.#admit();
  }

  #admit(): void {
    while (this.#isOpen()) {
      const next = this.#waiting.take();
      if (!next) return;
      next.admit();
    }
  }

  #wait(ticket: Ticket, number: number, signal: AbortSignal): Promise<Slot> {
    const { now, maxWaitMs } = this.#options;
    const returns = ticket.waitsSince !== undefined;
    const since = (ticket.waitsSince ??= now());
    this.#makeRoom(ticket);
    return new Promise((resolve, reject) => {
      const leave = (outcome: WaitOutcome) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        this.#options.telemetry.waited(this.#options.model, outcome, now() - since);
        this.#onChange();
      };
      const waiting: Waiting = {
        userId: ticket.userId,
        number,
        ticket,
        position: 0,
        reason: this.#reason,
        admit: () => {
          const slot = this.#slot(ticket);
          leave("admitted");
          ticket.onPosition(0, this.#reason);
          resolve(slot);
        },
        refuse: (outcome, reason) => {
          this.#waiting.remove(waiting);
          leave(outcome);
          reject(reason instanceof Error ? reason : new Error("left the line", { cause: reason }));
        },
      };
      const onAbort = () => waiting.refuse("left", signal.reason);
      const timer = setTimeout(
        () => waiting.refuse("timeout", tooBusy(ticket)),
        Math.max(0, since + maxWaitMs - now()),
      );
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.add(waiting, returns);
      this.#notifyPositions();
      this.#onChange();
      this.#admit();
    });
  }

  /** A full line is no one user's: the newest of whoever has the most gives way to somebody who has less. */
  #makeRoom(ticket: Ticket): void {
    const { maxWaiting, model, telemetry } = this.#options;
    if (this.#waiting.size < maxWaiting) return;
    const last = this.#waiting.lastOfLongest();
    if (last && this.#waiting.countOf(last.userId) > this.#waiting.countOf(ticket.userId) + 1) {
      last.refuse("full", tooBusy(last.ticket));
      return;
    }
    telemetry.waited(model, "full", 0);
    throw tooBusy(ticket);
  }

  #onChange(): void {
    this.#options.telemetry.waiting(this.#options.model, this.#waiting.size);
    if (this.#waiting.size === 0) return;
    this.#positionTimer ??= setTimeout(() => {
      this.#positionTimer = undefined;
      this.#notifyPositions();
    }, positionIntervalMs).unref();
  }

  /** Those whose place has changed, or what they wait for. */
  #notifyPositions(): void {
    let position = 0;
    for (const waiting of this.#waiting.inOrder()) {
      position += 1;
      if (waiting.position === position && waiting.reason === this.#reason) continue;
      waiting.position = position;
      waiting.reason = this.#reason;
      waiting.ticket.onPosition(position, this.#reason);
    }
  }
}

function tooBusy({ refusal }: Ticket): AppError {
  return refusal ?? new AppError("model_overloaded", { retryAfterSeconds });
}
