import type { Log } from "#app/core/log.ts";
import { databaseErrorCode } from "../server-away.ts";
import type { AckedWrites } from "./acked-writes.ts";
import { Emitter } from "./emitter.ts";
import { repeat, type Repeating } from "./repeat.ts";
import type { ServerConnection, ServerStatus } from "./server-connection.ts";
import { afterPoll, initialPrimaryHealth } from "./service-state.ts";
import { laterOf, type WalPosition } from "./wal-position.ts";

const pollIntervalMs = 250;
/** With several hosts all are looked at this often, in looks: another may have been promoted beside a living primary. */
const selectHostEvery = 20;
/** So long may the primary be silent before what hangs on its connections is given up, in milliseconds. */
const silenceMs = 5_000;

interface Dependencies {
  connection: ServerConnection;
  acked: AckedWrites;
  onLostWrites: (count: number) => void;
  /** Hears of each look, after it is judged; `cause` says why it went ill. */
  onPolled: (cause: string | undefined) => void;
  log: Log;
}

/** Looks at the primary, knows whether it can be used, and guards against a former primary that came back. */
export class PrimaryMonitor {
  readonly #deps: Dependencies;
  #health = initialPrimaryHealth;
  #status: ServerStatus | undefined;
  #flushed: WalPosition | undefined;
  #polls = 0;
  #answeredAt = performance.now();
  #isRefused = false;
  #loop: Repeating | undefined;
  /** Heard when it no longer answers: reads that wait for it go elsewhere. */
  readonly lost = new Emitter();

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
  get status(): ServerStatus | undefined {
    return this.#status;
  }

  async start(): Promise<void> {
    if (this.#deps.connection.hasSeveralHosts) await this.#selectHost();
    await this.#poll();
    this.#loop = repeat(async () => {
      await this.#poll();
      return pollIntervalMs;
    });
  }

  stop(): void {
    this.#loop?.stop();
  }

  /** Asks where the log ends; what was committed before the call is covered. @throws when the primary is away */
  async askPosition(): Promise<WalPosition> {
    if (this.#isRefused)
      throw Object.assign(new Error("the primary is refused"), { code: "CONNECTION_ENDED" });
    const position = await this.#deps.connection.askPosition();
    this.#flushed = laterOf(position, this.#flushed);
    return position;
  }

  async #poll(): Promise<void> {
    const { connection } = this.#deps;
    this.#polls += 1;
    try {
      if (connection.hasSeveralHosts && this.#polls % selectHostEvery === 0) await this.#selectHost();
      const status = await connection.poll();
      this.#answeredAt = performance.now();
      const cause = this.#faultOf(status);
      if (cause === undefined) await this.#accept(status);
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
    if (this.#deps.connection.hasSeveralHosts) await this.#selectHost();
    if (performance.now() - this.#answeredAt <= silenceMs) return;
    // Whoever waits on a connection into nowhere would wait until TCP gives up. What became of a commit there is
    // unknown; those who write look for it.
    this.#answeredAt = performance.now();
    this.#deps.connection.renew();
  }

  #judge(cause: string | undefined): void {
    const wasUp = this.#health.isUp;
    this.#health = afterPoll(this.#health, cause === undefined);
    if (wasUp && !this.#health.isUp) this.lost.emit();
    this.#deps.onPolled(cause);
  }

  /** Why this server must not be used as the primary. */
  #faultOf(status: ServerStatus): string | undefined {
    if (status.isStandby) return "in_recovery";
    if (!this.#status) return undefined;
    if (status.systemId !== this.#status.systemId) return "foreign_cluster";
    return status.position.timeline < this.#status.position.timeline ? "old_timeline" : undefined;
  }

  async #accept(status: ServerStatus): Promise<void> {
    const { connection, log } = this.#deps;
    const before = this.#status;
    this.#status = status;
    this.#flushed = laterOf(status.position, this.#flushed);
    if (before && status.position.timeline > before.position.timeline) {
      log.warn(
        { from: before.position.timeline, to: status.position.timeline },
        "another server is the primary now",
      );
      await this.#countLost(status);
      // Connections may still lead to the former one.
      if (!connection.hasSeveralHosts) connection.renew();
    } else if (this.#isRefused) connection.renew();
    this.#isRefused = false;
  }

  /** A former primary that came back unfenced would take writes that nobody else sees. */
  async #reject(cause: string): Promise<void> {
    const { connection, log } = this.#deps;
    if (connection.hasSeveralHosts) {
      await this.#selectHost();
      return;
    }
    if (this.#isRefused || cause === "in_recovery") return;
    this.#isRefused = true;
    log.error({ cause }, "the server at POSTGRES_PRIMARY_URL must not be written; it is refused");
    connection.refuse();
  }

  async #selectHost(): Promise<void> {
    const found = await this.#deps.connection.selectHost((status) => this.#faultOf(status) === undefined);
    if (found) this.#answeredAt = performance.now();
  }

  async #countLost({ position }: ServerStatus): Promise<void> {
    const { connection, acked, log, onLostWrites } = this.#deps;
    const lsn = await connection.readReplayed();
    if (lsn === undefined) {
      log.error({}, "the new primary was restarted: whether acknowledged writes were lost cannot be told");
      return;
    }
    const lost = acked.takeLost({ timeline: position.timeline, lsn });
    onLostWrites(lost);
    if (lost > 0) {
      log.error({ lost }, "acknowledged writes had not reached the new primary; at most so many are lost");
    }
  }
}
