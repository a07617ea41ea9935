import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { EndReason } from "../turn/live-generation.ts";
import type { ModelEvent } from "../turn/text-model.ts";
import { WithheldError } from "./withheld-error.ts";

/** Text waits no longer than this for more to be judged with it, when the guard is free. */
const longestGatherMs = 400;
/** After a stop, held text that the guard does not pass within this is dropped. */
const settleMs = 2_000;

export interface HoldBack {
  /** Resolves once the question may be answered; rejects with WithheldError. Undefined: it is not checked. */
  question: Promise<void> | undefined;
  /**
   * Judges the answer's text between two places, in UTF-16 code units. Rejects with WithheldError. Undefined: it
   * is not checked.
   */
  judge: ((text: string, from: number, to: number) => Promise<void>) | undefined;
  /** Length of text that is judged at once; `whole`: all of it at the end. */
  window: number | "whole";
  /** Fires when the answer is to end early; its reason is an `EndReason`. */
  signal: AbortSignal;
}

/**
 * Passes on what the model says once it has been judged: nothing before the question is found safe, and of the answer
 * only text that lay in a part found safe. The first words are judged as they come, later ones by the window. The
 * model is read on meanwhile, and one check of the answer is under way at a time. After the last word the whole answer
 * is judged once more.
 *
 * @throws WithheldError with the upstream closed; what the model's stream throws, after the held text that passes.
 */
export async function* holdBack(
  upstream: AsyncGenerator<ModelEvent, void, undefined>,
  { question, judge, window, signal }: HoldBack,
): AsyncGenerator<ModelEvent, void, undefined> {
  const held = new HeldText(judge === undefined);
  let asked: Promise<void> | undefined = silent(question);
  let check: Promise<void> | undefined;
  let timer: Promise<"timer"> | undefined;
  let next = silent(upstream.next());

  function startCheck(): void {
    if (check || !judge || window === "whole" || !held.isDue(window)) return;
    const [from, to] = [held.passed, held.length];
    check = silent(judge(held.text, from, to).then(() => held.pass(from, to)));
  }

  function nextMoment(): Promise<"event" | "question" | "check" | "timer"> {
    const waits: Promise<"event" | "question" | "check" | "timer">[] = [next.then(() => "event")];
    if (asked) waits.push(asked.then(() => "question"));
    if (check) waits.push(check.then(() => "check"));
    else if (judge && window !== "whole" && held.isWaiting) {
      waits.push((timer ??= sleep(held.patienceMs, "timer", { ref: false })));
    }
    return Promise.race(waits);
  }

  async function judgeAll(): Promise<void> {
    await asked;
    await check;
    if (judge && !held.isJudgedWhole) await judge(held.text, 0, held.length);
    held.pass(0, held.length);
  }

  async function* end(): AsyncGenerator<ModelEvent> {
    await orEnded(Promise.all([asked, check]), signal);
    yield* held.release();
    await orEnded(judgeAll(), signal);
    yield* held.release();
  }

  try {
    for (;;) {
      startCheck();
      const came = await nextMoment();
      if (came === "question") asked = undefined;
      if (came === "check") check = undefined;
      if (came === "timer") timer = undefined;
      if (came === "event") {
        const { done, value } = await next;
        if (done) break;
        if (value.type === "finished") {
          yield* end();
          yield value;
          return;
        }
        held.add(value);
        next = silent(upstream.next());
      }
      if (!asked) yield* held.release();
    }
    yield* end();
  } catch (error) {
    const reason = signal.aborted ? (signal.reason as EndReason) : undefined;
    if (reason === "deleted" || reason === "fenced") throw error;
    if (error instanceof WithheldError) {
      // The question may be the unsafe part: then its words are not to stay either.
      if (asked) await settles(asked, settleMs);
      throw error;
    }
    const isOpen = held.isWaiting || asked !== undefined;
    if (isOpen && (await settles(judgeAll(), reason === undefined ? undefined : settleMs))) {
      yield* held.release();
    }
    throw error;
  } finally {
    await upstream.return();
  }
}

/** What the model has said, and how far of it may be shown. */
class HeldText {
  text = "";
  passed = 0;
  readonly #isOpen: boolean;
  readonly #events: { event: ModelEvent; end: number }[] = [];
  #since = 0;
  #judgedWhole = 0;

  /** @param isOpen whether text needs no judgement */
  constructor(isOpen: boolean) {
    this.#isOpen = isOpen;
  }

  get length(): number {
    return this.text.length;
  }

  get isWaiting(): boolean {
    return this.#events.length > 0;
  }

  add(event: Exclude<ModelEvent, { type: "finished" }>): void {
    if (this.#events.length === 0) this.#since = performance.now();
    this.text += event.text;
    this.#events.push({ event, end: this.text.length });
    if (this.#isOpen) this.passed = this.text.length;
  }

  /** Whether enough has gathered to be judged, or what there is has waited long enough. The first words are enough. */
  isDue(window: number): boolean {
    const gathered = this.text.length - this.passed;
    if (gathered === 0) return false;
    return this.passed === 0 || gathered >= window || this.patienceMs === 0;
  }

  /** How long what has gathered still waits for more. */
  get patienceMs(): number {
    return Math.max(0, Math.ceil(this.#since + longestGatherMs - performance.now()));
  }

  /** Whether one look has found all of it safe. */
  get isJudgedWhole(): boolean {
    return this.#judgedWhole === this.text.length;
  }

  pass(from: number, to: number): void {
    if (from === 0) this.#judgedWhole = to;
    this.passed = Math.max(this.passed, to);
    this.#since = performance.now();
  }

  *release(): Generator<ModelEvent> {
    while (this.#events[0] && this.#events[0].end <= this.passed) {
      const first = this.#events.shift();
      if (first) yield first.event;
    }
  }
}

/** Waits for the work until the answer is to end early. @throws the signal's reason then */
async function orEnded(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const isOver = new AbortController();
  void silent(work);
  const ended = once(signal, "abort", { signal: isOver.signal }).then(() => signal.throwIfAborted());
  try {
    await Promise.race([work, ended]);
  } finally {
    void silent(ended);
    isOver.abort();
  }
}

/** Whether the work succeeds, in time. @throws WithheldError */
async function settles(work: Promise<void>, withinMs: number | undefined): Promise<boolean> {
  const done = silent(work.then(() => true));
  if (withinMs === undefined) return done;
  return Promise.race([done, sleep(withinMs, false, { ref: false })]);
}

/** The same promise, whose failure need not be heard: the race may be over by then. */
function silent<T extends Promise<unknown> | undefined>(promise: T): T {
  promise?.catch(() => {});
  return promise;
}
