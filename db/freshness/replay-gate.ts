import { setTimeout as sleep } from "node:timers/promises";
import { covers, laterOf, type WalPosition } from "./wal-position.ts";

/** How long a read waits for a standby that is a little behind, in milliseconds; replay usually needs less than 1. */
const patienceMs = 50;
/** Pauses between looks while somebody waits; the last one repeats. */
const stepsMs = [1, 1, 2, 3, 5];

interface Waiter {
  wanted: WalPosition;
  resolve: (reached: boolean) => void;
}

interface Dependencies {
  /** Asks the standby how far it has replayed; where that can, it answers once it has come as far as wanted. */
  awaitReplayed: (wanted: bigint, ms: number) => Promise<bigint | undefined>;
  onWaited: (elapsedMs: number) => void;
}

/**
 * Says whether the standby shows what was written at some position. Replay never goes back, so the last position that
 * was seen is a safe answer that costs no round trip. The standby is asked more often only while somebody waits.
 */
export class ReplayGate {
  readonly #deps: Dependencies;
  readonly #waiters = new Set<Waiter>();
  #replayed: WalPosition | undefined;
  /** Another standby, or one that was restarted, may show less than was shown before: it must come so far first. */
  #least: WalPosition | undefined;
  /** Somebody has waited for this in vain, so nobody does before it is reached. */
  #missed: WalPosition | undefined;
  #isStepping = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  get replayed(): WalPosition | undefined {
    return this.#replayed;
  }

  /** Whether waiting would be in vain. */
  get isBehind(): boolean {
    return this.#missed !== undefined;
  }

  /** Forgets where the standby stood; nothing is shown until it has replayed `least`. */
  reset(least?: WalPosition): void {
    this.#replayed = undefined;
    this.#missed = undefined;
    if (least) this.#least = laterOf(least, this.#least);
  }

  note(replayed: WalPosition): void {
    this.#replayed = replayed;
    if (this.#missed && (covers(replayed, this.#missed) || this.#missed.timeline !== replayed.timeline)) {
      this.#missed = undefined;
    }
    for (const waiter of this.#waiters) if (this.shows(waiter.wanted)) waiter.resolve(true);
  }

  shows(wanted: WalPosition): boolean {
    return covers(this.#replayed, this.#least ? laterOf(wanted, this.#least) : wanted);
  }

  /** Waits a little for a standby that usually keeps up, and not at all for one that is known to be behind. */
  async waitFor(wanted: WalPosition): Promise<boolean> {
    if (this.shows(wanted)) return true;
    if (this.#missed || this.#replayed?.timeline !== wanted.timeline) return false;
    const startedAt = performance.now();
    const reached = await this.#wait(wanted);
    this.#deps.onWaited(performance.now() - startedAt);
    if (!reached) this.#miss(wanted);
    return reached;
  }

  #miss(wanted: WalPosition): void {
    this.#missed ??= wanted;
  }

  #wait(wanted: WalPosition): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (reached: boolean) => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve(reached);
      };
      const waiter = { wanted, resolve: settle };
      const timer = setTimeout(() => settle(this.shows(wanted)), patienceMs);
      this.#waiters.add(waiter);
      if (!this.#isStepping) void this.#step();
    });
  }

  /** The least that somebody waits for. */
  #nearest(): bigint {
    const wanted = [...this.#waiters].map(({ wanted: { lsn } }) => lsn);
    return wanted.reduce((least, lsn) => (lsn < least ? lsn : least));
  }

  async #step(): Promise<void> {
    this.#isStepping = true;
    try {
      for (let step = 0; this.#waiters.size > 0; step += 1) {
        const lsn = await this.#deps.awaitReplayed(this.#nearest(), patienceMs);
        const timeline = this.#replayed?.timeline;
        if (lsn === undefined || timeline === undefined) break;
        this.note({ timeline, lsn });
        await sleep(stepsMs[step] ?? stepsMs.at(-1));
      }
    } catch {
      // The regular look finds out what is wrong and tells it; who waits here goes to the primary.
      for (const waiter of this.#waiters) waiter.resolve(false);
    } finally {
      this.#isStepping = false;
    }
  }
}
