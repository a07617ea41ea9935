import type { Message } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";
import type { Log } from "../log.ts";
import type { DayTokens, TokenCount, UsageStore } from "./usage-store.ts";

/** Counts of the answers that end within this go out as one statement. */
const flushIntervalMs = 1_000;
/** How long a sum is believed that other processes may have added to. */
const cacheMs = 5_000;
const maxCached = 10_000;
const dayMs = 24 * 60 * 60 * 1000;

export interface Usage extends DayTokens {
  /** UTC, `2026-03-10`. */
  day: string;
  /** Prompts and answers together; null: no limit. */
  limit: number | null;
}

interface Dependencies {
  store: UsageStore;
  /** Tokens of one user a day, prompts and answers; undefined: no limit. */
  tokensPerDay: number | undefined;
  log: Log;
  onError: () => void;
  /** Milliseconds of the epoch; default `Date.now`. */
  now?: () => number;
}

/**
 * Counts the tokens of users by day, and says when somebody's are used up. An answer counts when it ends, in other
 * processes within seconds, so a limit is passed by the answers of that time at most. A killed process forgets the
 * counts of its last second.
 */
export class TokenLedger {
  readonly #deps: Dependencies;
  readonly #now: () => number;
  /** Not written yet, by user, day and model. */
  #unwritten = new Map<string, TokenCount>();
  readonly #cached = new Map<string, { day: string; readAt: number; sum: DayTokens }>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#now = deps.now ?? Date.now;
  }

  /** An answer has ended. */
  count(userId: string, { model = "", usage }: Pick<Message, "model" | "usage">): void {
    const promptTokens = usage?.promptTokens ?? 0;
    const completionTokens = usage?.completionTokens ?? 0;
    if (promptTokens + completionTokens === 0) return;
    const count = { userId, day: this.#today(), model, promptTokens, completionTokens, answers: 1 };
    addTo(this.#unwritten, count);
    const cached = this.#cached.get(userId);
    if (cached?.day === count.day) cached.sum = plus(cached.sum, count);
    this.#timer ??= setTimeout(() => void this.flush(), flushIntervalMs);
  }

  /** The refusal of a turn of somebody whose tokens are used up. @throws AppError database_unavailable */
  async findRefusal(userId: string): Promise<AppError | undefined> {
    const { tokensPerDay: limit } = this.#deps;
    if (limit === undefined) return undefined;
    const { promptTokens, completionTokens } = await this.#readCached(userId);
    const used = promptTokens + completionTokens;
    if (used < limit) return undefined;
    return new AppError("quota_exceeded", {
      message: `You have used ${used} of your ${limit} tokens for today. They are renewed at midnight UTC.`,
      retryAfterSeconds: Math.ceil((dayMs - (this.#now() % dayMs)) / 1000),
    });
  }

  /** @throws AppError database_unavailable */
  async read(userId: string): Promise<Usage> {
    const day = this.#today();
    return { day, ...(await this.#sum(userId, day)), limit: this.#deps.tokensPerDay ?? null };
  }

  /** Writes what is counted; what cannot be written now goes out with the next. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = undefined;
      if (this.#unwritten.size > 0) this.#timer ??= setTimeout(() => void this.flush(), flushIntervalMs);
    });
    return this.#flushing;
  }

  /** Writes the rest, with one more try. */
  async stop(): Promise<void> {
    await this.flush();
    if (this.#unwritten.size > 0) await this.flush();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #write(): Promise<void> {
    if (this.#unwritten.size === 0) return;
    const counts = [...this.#unwritten.values()];
    this.#unwritten = new Map();
    try {
      await this.#deps.store.add(counts);
    } catch (error) {
      // The commit may have gone through: a lost reply counts twice, which is better than not at all.
      this.#deps.onError();
      this.#deps.log.warn({ err: error, counts: counts.length }, "could not write token counts yet");
      for (const count of counts) addTo(this.#unwritten, count);
    }
  }

  async #readCached(userId: string): Promise<DayTokens> {
    const day = this.#today();
    const cached = this.#cached.get(userId);
    if (cached?.day === day && this.#now() - cached.readAt < cacheMs) return cached.sum;
    const sum = await this.#sum(userId, day);
    if (this.#cached.size >= maxCached) this.#cached.clear();
    this.#cached.set(userId, { day, readAt: this.#now(), sum });
    return sum;
  }

  /** What the primary has and what it does not have yet. */
  async #sum(userId: string, day: string): Promise<DayTokens> {
    // What is being written at the moment would be counted twice, or not at all.
    await this.#flushing;
    const written = this.#deps.store.readDay({ userId, day });
    const unwritten = [...this.#unwritten.values()].filter(
      (count) => count.userId === userId && count.day === day,
    );
    return unwritten.reduce<DayTokens>(plus, await written);
  }

  #today(): string {
    return new Date(this.#now()).toISOString().slice(0, 10);
  }
}

function plus(a: DayTokens, b: DayTokens): DayTokens {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
  };
}

function addTo(counts: Map<string, TokenCount>, count: TokenCount): void {
  const key = `${count.day}\n${count.model}\n${count.userId}`;
  const known = counts.get(key);
  counts.set(
    key,
    known ? { ...known, ...plus(known, count), answers: known.answers + count.answers } : count,
  );
}
