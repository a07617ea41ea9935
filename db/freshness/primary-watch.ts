import type { Log } from "#app/core/log.ts";
import { databaseErrorCode } from "../stores/primary-errors.ts";
import type { AckedWrites } from "./acked-writes.ts";
import { Listeners } from "./listeners.ts";
import { repeat, type Repeating } from "./repeat.ts";
import type { ServerLink, ServerSight } from "./server-link.ts";
import { afterLook, initialPrimaryHealth } from "./service-state.ts";
import { laterOf, type WalPosition } from "./wal-position.ts";

const lookEveryMs = 250;
/** With several hosts all are looked at this often, in looks: another may have been promoted beside a living primary. */
const seekEvery = 20;
/** So long may the primary be silent before what hangs on its connections is given up, in milliseconds. */
const silenceMs = 5_000;

interface Dependencies {
  link: ServerLink;
  acked: AckedWrites;
  lostWrites: (count: number) => void;
  /** Hears of each look, after it is judged; `cause` says why it went ill. */
  looked: (cause: string | undefined) => void;
  log: Log;
}

/** Looks at the primary, knows whether it can be used, and guards against a former primary that came back. */
export class PrimaryWatch {
  readonly #deps: Dependencies;
  #health = initialPrimaryHealth;
  #sight: ServerSight | undefined;
  #flushed: WalPosition | undefined;
  #looks = 0;
  #answeredAt = performance.now();
  #isRefused = false;
  #loop: Repeating | undefined;
  /** Heard when it no longer answers: reads that wait for it go elsewhere. */
  readonly lost = new Listeners();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  get isUp(): boolean {
    return this.#health.isUp;
  }

  /** The newest position that is known. */
  get flushed(): WalPosition | undefined {
    return this.#flushed;
  }

  /** What was seen last of it, however long ago. */
  get sight(): ServerSight | undefined {
    return this.#sight;
  }

  async start(): Promise<void> {
    if (this.#deps.link.hasSeveralHosts) await this.#seek();
    await this.#look();
    this.#loop = repeat(async () => {
      await this.#look();
      return lookEveryMs;
    });
  }

  stop(): void {
    this.#loop?.stop();
  }

  /** Asks where the log ends; what was committed before the call is covered. @throws when the primary is away */
  async askPosition(): Promise<WalPosition> {
    if (this.#isRefused)
      throw Object.assign(new Error("the primary is refused"), { code: "CONNECTION_ENDED" });
    const position = await this.#deps.link.askPosition();
    this.#flushed = laterOf(position, this.#flushed);
    return position;
  }

  async #look(): Promise<void> {
    const { link } = this.#deps;
    this.#looks += 1;
    try {
      if (link.hasSeveralHosts && this.#looks % seekEvery === 0) await this.#seek();
      const sight = await link.look();
      this.#answeredAt = performance.now();
      const cause = this.#faultOf(sight);
      if (cause === undefined) await this.#accept(sight);
      else await this.#reject(cause);
      this.#judge(cause);
    } catch (error) {
      await this.#missed(error);
    }
  }

  async #missed(error: unknown): Promise<void> {
    const cause = databaseErrorCode(error) ?? "unknown";
    this.#deps.log.debug({ err: error }, "the primary does not answer");
    this.#judge(cause);
    if (this.#deps.link.hasSeveralHosts) await this.#seek();
    if (performance.now() - this.#answeredAt <= silenceMs) return;
    // Whoever waits on a connection into nowhere would wait until TCP gives up. What became of a commit there is
    // unknown; those who write look for it.
    this.#answeredAt = performance.now();
    this.#deps.link.renew();
  }

  #judge(cause: string | undefined): void {
    const wasUp = this.#health.isUp;
    this.#health = afterLook(this.#health, cause === undefined);
    if (wasUp && !this.#health.isUp) this.lost.tell();
    this.#deps.looked(cause);
  }

  /** Why this server must not be used as the primary. */
  #faultOf(sight: ServerSight): string | undefined {
    if (sight.isStandby) return "in_recovery";
    if (!this.#sight) return undefined;
    if (sight.systemId !== this.#sight.systemId) return "foreign_cluster";
    return sight.position.timeline < this.#sight.position.timeline ? "old_timeline" : undefined;
  }

  async #accept(sight: ServerSight): Promise<void> {
    const { link, log } = this.#deps;
    const before = this.#sight;
    this.#sight = sight;
    this.#flushed = laterOf(sight.position, this.#flushed);
    if (before && sight.position.timeline > before.position.timeline) {
      log.warn(
        { from: before.position.timeline, to: sight.position.timeline },
        "another server is the primary now",
      );
      await this.#countLost(sight);
      // Connections may still lead to the former one.
      if (!link.hasSeveralHosts) link.renew();
    } else if (this.#isRefused) link.renew();
    this.#isRefused = false;
  }

  /** A former primary that came back unfenced would take writes that nobody else sees. */
  async #reject(cause: string): Promise<void> {
    const { link, log } = this.#deps;
    if (link.hasSeveralHosts) {
      await this.#seek();
      return;
    }
    if (this.#isRefused || cause === "in_recovery") return;
    this.#isRefused = true;
    log.error({ cause }, "the server at POSTGRES_PRIMARY_URL must not be written; it is refused");
    link.refuse();
  }

  async #seek(): Promise<void> {
    const found = await this.#deps.link.seek((sight) => this.#faultOf(sight) === undefined);
    if (found) this.#answeredAt = performance.now();
  }

  async #countLost({ position }: ServerSight): Promise<void> {
    const { link, acked, log, lostWrites } = this.#deps;
    const lsn = await link.readReplayed();
    if (lsn === undefined) {
      log.error({}, "the new primary was restarted: whether acknowledged writes were lost cannot be told");
      return;
    }
    const lost = acked.takeLost({ timeline: position.timeline, lsn });
    lostWrites(lost);
    if (lost > 0) {
      log.error({ lost }, "acknowledged writes had not reached the new primary; at most so many are lost");
    }
  }
}
