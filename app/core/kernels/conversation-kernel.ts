import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../log.ts";
import { isAppError } from "../app-error.ts";
import { EventLine } from "./event-line.ts";
import type { CellEnd, KernelConnection, KernelGateway, KernelOwner } from "./kernel-gateway.ts";
import type { KernelPlace, KernelPlaces } from "./kernel-places.ts";
import type { KernelState, KernelVariable } from "#app/protocol/kernels.ts";
import type { LossReason } from "./loss-reason.ts";
import type { RunEnd, RunEvent } from "./run-events.ts";
import { RunQueue } from "./run-queue.ts";
import { parseVariables, variablesExpression } from "./kernel-variables.ts";

export interface KernelLimits {
  /** One run, in milliseconds, from its begin. */
  runMs: number;
  /** What an interrupt may take before the kernel is restarted, in milliseconds. */
  interruptMs: number;
  /** Runs that may wait behind the one that runs. */
  waitingRuns: number;
}

export interface ConversationKernelOptions {
  owner: KernelOwner;
  gateway: KernelGateway;
  places: KernelPlaces;
  limits: KernelLimits;
  onState: (state: KernelState) => void;
  log: Log;
}

interface Live {
  kernelId: string;
  connection: KernelConnection;
  place: KernelPlace;
}

/** What listing the variables may take, in milliseconds: a `repr` of theirs may never end. */
const longestLookMs = 3_000;

const runEnds: Record<CellEnd, RunEnd> = {
  ok: "done",
  error: "failed",
  aborted: "stopped",
  lost: "lost",
  too_large: "output_limit",
};

/** The kernel of one conversation in this process: started on first use, one run after the other, told when it is lost. */
export class ConversationKernel {
  readonly #options: ConversationKernelOptions;
  readonly #queue: RunQueue;
  readonly #life = new AbortController();
  #live: Live | undefined;
  #starting: { live: Promise<Live>; abort: AbortController; wanted: number } | undefined;
  /** A kernel that was lost is coming back. */
  #mending: Promise<void> | undefined;
  #state: KernelState = "off";
  #loss: LossReason | undefined;
  #stopRun: ((end: "stopped" | "output_limit") => void) | undefined;
  #usedAt = performance.now();

  constructor(options: ConversationKernelOptions) {
    this.#options = options;
    this.#queue = new RunQueue(options.limits.waitingRuns);
  }

  get state(): KernelState {
    return this.#state;
  }

  /** Since when nothing runs or waits, on the clock of `performance.now`; undefined while something does, or without a kernel. */
  get restsSince(): number | undefined {
    return this.#queue.isBusy || this.#starting || !this.#live ? undefined : this.#usedAt;
  }

  /**
   * Runs code behind what was asked for before. An abort takes it back while it waits and interrupts it while it runs: it
   * then ends as `stopped`. @throws AppError with a `kernel_*` code when it could not begin
   */
  async *run(code: string, signal: AbortSignal): AsyncGenerator<RunEvent, void, undefined> {
    const events = new EventLine<RunEvent>();
    const onPosition = (position: number) => events.push({ type: "queued", position });
    const together = AbortSignal.any([signal, this.#life.signal]);
    let leave: (() => void) | undefined;
    try {
      leave = yield* events.during(this.#queue.enter(onPosition, together));
      const live = yield* events.during(this.#require(onPosition, together));
      const lost = this.#loss;
      this.#loss = undefined;
      yield { type: "ready", lost };
      yield* this.#runOn(live, code, together);
    } catch (error) {
      if (!together.aborted || isAppError(error)) throw error;
      yield { type: "finished", end: "stopped", ms: 0, variablesLost: false };
    } finally {
      this.#usedAt = performance.now();
      leave?.();
    }
  }

  /** Starts the kernel before its first run is asked for. @throws AppError with a `kernel_*` code */
  async start(signal: AbortSignal): Promise<void> {
    await this.#require(() => undefined, AbortSignal.any([signal, this.#life.signal]));
  }

  /** Stops what runs now; nothing runs: nothing happens. @param end how the run is then said to have ended */
  interrupt(end: "stopped" | "output_limit" = "stopped"): void {
    this.#stopRun?.(end);
  }

  /** Starts anew with no variables; what runs is lost. */
  async restart(): Promise<void> {
    if (this.#live) await this.#restart(this.#live, "restarted");
  }

  /** Ends the kernel; the next run starts another. @param reason told with that run */
  async end(reason: LossReason): Promise<void> {
    const live = this.#live ?? (await this.#starting?.live.catch(() => undefined));
    if (live) await this.#drop(live, reason);
  }

  /** For good: nothing runs here any more. */
  async close(): Promise<void> {
    this.#life.abort(new Error("The conversation has ended."));
    await this.end("culled");
  }

  /** What code has left in a kernel that rests; undefined when it runs something, or does not say in time. */
  async readVariables(signal: AbortSignal): Promise<KernelVariable[] | undefined> {
    const live = this.#live;
    if (!live || this.#queue.isBusy || this.#mending) return undefined;
    const leave = await this.#queue.enter(() => undefined, signal);
    const { gateway } = this.#options;
    const timer = setTimeout(() => {
      gateway.interrupt(live.kernelId, this.#life.signal).catch(() => undefined);
    }, longestLookMs);
    try {
      const cell = { code: "", silent: true, expressions: { variables: variablesExpression } };
      for await (const event of live.connection.execute(cell)) {
        if (event.type === "finished") return parseVariables(event.expressions["variables"]);
      }
      return undefined;
    } finally {
      clearTimeout(timer);
      leave();
    }
  }

  async *#runOn(live: Live, code: string, signal: AbortSignal): AsyncGenerator<RunEvent, void, undefined> {
    const { limits } = this.#options;
    const startedAt = performance.now();
    let stoppedAs: RunEnd | undefined;
    const escalation = new AbortController();
    const stop = (end: RunEnd) => {
      if (stoppedAs) return;
      stoppedAs = end;
      void this.#interruptOrRestart(
        live,
        end === "time_limit" ? "time_limit" : "restarted",
        escalation.signal,
      );
    };
    this.#stopRun = stop;
    const onAbort = () => stop("stopped");
    const timer = setTimeout(() => stop("time_limit"), limits.runMs);
    this.#setState("busy");
    try {
      // Listening comes first: an abort that came in between is not missed.
      signal.addEventListener("abort", onAbort, { once: true });
      const cell = live.connection.execute({ code });
      if (signal.aborted) onAbort();
      for await (const event of cell) {
        if (event.type !== "finished") {
          // What was on its way when it was stopped is not shown any more, but for the error that says so.
          if (!stoppedAs || (event.type === "output" && event.output.type === "error")) yield event;
          continue;
        }
        const end = stoppedAs ?? runEnds[event.end];
        // More of it is on its way, and would reach the next run.
        if (event.end === "too_large") void this.#restart(live, "output_limit");
        const variablesLost = event.end === "lost" || event.end === "too_large";
        yield { type: "finished", end, ms: Math.round(performance.now() - startedAt), variablesLost };
      }
    } finally {
      clearTimeout(timer);
      escalation.abort();
      signal.removeEventListener("abort", onAbort);
      this.#stopRun = undefined;
      if (this.#state === "busy") this.#setState("idle");
    }
  }

  /** @param signal aborts when the run has ended */
  async #interruptOrRestart(live: Live, reason: LossReason, signal: AbortSignal): Promise<void> {
    const { gateway, limits, log } = this.#options;
    try {
      await gateway.interrupt(live.kernelId, this.#life.signal).catch((error: unknown) => {
        log.warn({ err: error }, "a kernel was not interrupted");
      });
      await sleep(limits.interruptMs, undefined, { signal });
      await this.#restart(live, reason);
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, "a kernel did not stop");
    }
  }

  /** Who does not want it any more gives it up; a start that nobody wants ends. */
  async #require(onPosition: (position: number) => void, signal: AbortSignal): Promise<Live> {
    await this.#mending;
    if (this.#live) return this.#live;
    this.#starting ??= this.#beginStart(onPosition);
    const starting = this.#starting;
    starting.wanted += 1;
    let onAbort: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason as Error);
      signal.addEventListener("abort", onAbort, { once: true });
    });
    try {
      signal.throwIfAborted();
      return await Promise.race([starting.live, aborted]);
    } finally {
      if (onAbort) signal.removeEventListener("abort", onAbort);
      starting.wanted -= 1;
      if (starting.wanted === 0) starting.abort.abort(new Error("Nobody waits for this kernel any more."));
    }
  }

  #beginStart(onPosition: (position: number) => void) {
    const abort = new AbortController();
    const live = this.#start(onPosition, AbortSignal.any([abort.signal, this.#life.signal]));
    const forget = () => (this.#starting = undefined);
    live.then(forget, forget);
    return { live, abort, wanted: 0 };
  }

  async #start(onPosition: (position: number) => void, signal: AbortSignal): Promise<Live> {
    const { owner, gateway, places } = this.#options;
    const place = await places.take(owner.userId, onPosition, signal);
    this.#setState("starting");
    let kernelId: string | undefined;
    try {
      kernelId = await gateway.start(owner, signal);
      const connection = await this.#connect(kernelId, signal);
      this.#live = { kernelId, connection, place };
      this.#usedAt = performance.now();
      this.#setState("idle");
      return this.#live;
    } catch (error) {
      place.release();
      this.#setState("off");
      if (kernelId !== undefined) await this.#endOnGateway(kernelId);
      throw error;
    }
  }

  #connect(kernelId: string, signal: AbortSignal): Promise<KernelConnection> {
    const listener = {
      onState: (state: string) => {
        const live = this.#live;
        if (live?.kernelId !== kernelId || this.#mending) return;
        if (state === "restarting") void this.#mend(live, "died", () => Promise.resolve());
        else if (state === "dead") void this.#drop(live, "died");
      },
      onLost: (reason: "gone" | "unreachable") => {
        const live = this.#live;
        if (live?.kernelId !== kernelId) return;
        void this.#drop(live, reason === "gone" ? "culled" : "unreachable");
      },
    };
    return this.#options.gateway.connect(kernelId, randomUUID(), listener, signal);
  }

  #restart(live: Live, reason: LossReason): Promise<void> {
    if (this.#live !== live) return Promise.resolve();
    return this.#mend(live, reason, () => this.#options.gateway.restart(live.kernelId, this.#life.signal));
  }

  /** What ran ends with its line; what comes after it gets one that knows nothing of it, once the kernel answers. */
  #mend(live: Live, reason: LossReason, work: () => Promise<void>): Promise<void> {
    this.#hearLoss(reason, "restarting");
    live.connection.close();
    this.#mending ??= this.#comeBack(live, reason, work).finally(() => (this.#mending = undefined));
    return this.#mending;
  }

  async #comeBack(live: Live, reason: LossReason, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      live.connection = await this.#connect(live.kernelId, this.#life.signal);
      this.#setState("idle");
    } catch (error) {
      if (!this.#life.signal.aborted)
        this.#options.log.warn({ err: error }, "a kernel did not come back: it is ended");
      await this.#drop(live, reason);
    }
  }

  /** What was lost first is what people should know of. */
  #hearLoss(reason: LossReason, state: "restarting"): void {
    this.#loss ??= reason;
    this.#setState(state);
  }

  async #drop(live: Live, reason: LossReason): Promise<void> {
    if (this.#live !== live) return;
    this.#live = undefined;
    this.#loss ??= reason;
    live.connection.close();
    this.#setState("off");
    await this.#endOnGateway(live.kernelId);
    live.place.release();
  }

  async #endOnGateway(kernelId: string): Promise<void> {
    const { gateway, log } = this.#options;
    await gateway.end(kernelId, AbortSignal.timeout(90_000)).catch((error: unknown) => {
      log.warn({ err: error, kernelId }, "a kernel was not ended: the gateway's own cull ends it");
    });
  }

  #setState(state: KernelState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
