import type { Log } from "#app/core/log.ts";
import { databaseErrorCode } from "../server-away.ts";
import { ConflictRate } from "./conflict-rate.ts";
import { Lag } from "./lag.ts";
import { Emitter } from "./emitter.ts";
import type { PrimaryMonitor } from "./primary-monitor.ts";
import { repeat, type Repeating } from "./repeat.ts";
import { ReplayGate } from "./replay-gate.ts";
import type { ServerConnection, ServerStatus } from "./server-connection.ts";
import {
  nextHealth,
  initialHealth,
  isServing,
  type StandbyHealth,
  type StandbyEvent,
} from "./standby-health.ts";

/** Pauses between looks: usually, while it is behind, and before it may serve. */
const pollIntervalMs = 250;
const pollIntervalBehindMs = 100;
const pollIntervalHalfOpenMs = 50;

interface Dependencies {
  connection: ServerConnection;
  primary: PrimaryMonitor;
  /** Hears of each change of the health, and what caused it. */
  onHealthChange: (cause: string) => void;
  onLag: (bytes: number, elapsedMs: number) => void;
  onWaited: (elapsedMs: number) => void;
  log: Log;
}

/** Looks at the standby, and knows how far it has replayed and whether it may be read from. */
export class StandbyMonitor {
  readonly #deps: Dependencies;
  readonly #lag = new Lag();
  readonly #conflicts = new ConflictRate();
  readonly gate: ReplayGate;
  #health = initialHealth;
  #run: string | undefined;
  #wasStandby = false;
  #isPrimaryItself = false;
  #isSilent = false;
  #isForeign = false;
  #loop: Repeating | undefined;
  /** Heard when it no longer answers: reads that wait for it go elsewhere. */
  readonly lost = new Emitter();

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.gate = new ReplayGate({
      awaitReplayed: (wanted, ms) => deps.connection.awaitReplayed(wanted, ms),
      onWaited: deps.onWaited,
    });
  }

  /** `undefined` where the address leads to the primary itself: then there is no standby. */
  get health(): StandbyHealth | undefined {
    return this.#isPrimaryItself ? undefined : this.#health;
  }

  /** Whether reads may go to it. One that has not answered in time is avoided at once, before it counts as away. */
  get isServing(): boolean {
    return isServing(this.#health) && !this.#isSilent && !this.#isPrimaryItself;
  }

  /** Whether it holds the data of another cluster. */
  get isForeign(): boolean {
    return this.#isForeign;
  }

  async start(): Promise<void> {
    for (let poll = 0; poll < 3 && this.#health.phase === "half-open"; poll += 1) await this.#poll();
    this.#loop = repeat(async () => {
      await this.#poll();
      if (isServing(this.#health)) return this.gate.isBehind ? pollIntervalBehindMs : pollIntervalMs;
      return this.#health.phase === "half-open" ? pollIntervalHalfOpenMs : pollIntervalMs;
    });
  }

  stop(): void {
    this.#loop?.stop();
  }

  /** The connection that looks has ended: what is known may no longer hold. */
  connectionLost(): void {
    this.gate.reset();
    this.#loop?.runNow();
  }

  readAnswered(): void {
    this.#conflicts.noteRead(performance.now());
  }

  /** A query had to give way to replay: nothing against the server, unless it happens all the time. */
  readConflicted(): void {
    const at = performance.now();
    if (this.#conflicts.noteConflict(at)) this.#handle({ kind: "refused", at, cause: "conflicts" });
  }

  readFailed(error: unknown): void {
    this.#handle({
      kind: "read-failed",
      at: performance.now(),
      cause: databaseErrorCode(error) ?? "unknown",
    });
    this.#loop?.runNow();
  }

  async #poll(): Promise<void> {
    this.#handle({ kind: "rested", at: performance.now() });
    if (this.#health.phase === "open") return;
    const { connection, primary } = this.#deps;
    try {
      if (primary.flushed) this.#lag.notePrimary(primary.flushed, performance.now());
      const status = await connection.poll({ mayConnect: this.#health.phase === "half-open" });
      this.#isSilent = false;
      await this.#judge(status);
    } catch (error) {
      await this.#failed(error);
    }
  }

  async #judge(status: ServerStatus): Promise<void> {
    const { primary } = this.#deps;
    const at = performance.now();
    this.#isPrimaryItself = !status.isStandby && !this.#wasStandby && status.run === primary.status?.run;
    this.#isForeign = primary.status !== undefined && status.systemId !== primary.status.systemId;
    this.#wasStandby ||= status.isStandby;
    if (this.#isPrimaryItself) return;
    const fault = this.#faultOf(status);
    if (fault !== undefined) {
      this.gate.reset();
      this.#handle(fault === "promoted" ? { kind: "promoted", at } : { kind: "refused", at, cause: fault });
      return;
    }
    await this.#follow(status);
    const lagMs = this.#lag.lagMs(status.position, at);
    this.#deps.onLag(this.#lag.lagBytes(status.position), lagMs);
    // Without a primary nothing new comes, which is not the standby's fault.
    this.#handle({ kind: "seen", at, lagMs: primary.isUp ? lagMs : 0 });
  }

  #faultOf(status: ServerStatus): string | undefined {
    if (this.#isForeign) return "foreign_cluster";
    const timeline = this.#deps.primary.status?.position.timeline;
    if (timeline !== undefined && status.position.timeline < timeline) return "old_timeline";
    return status.isStandby ? undefined : "promoted";
  }

  /** One that was restarted may show less than before: it serves again once it shows what the primary has now. */
  async #follow(status: ServerStatus): Promise<void> {
    const { primary } = this.#deps;
    if (this.#run !== status.run || !isServing(this.#health)) {
      this.#run = status.run;
      this.gate.reset(await primary.askPosition().catch(() => primary.flushed));
    }
    this.gate.note(status.position);
  }

  async #failed(error: unknown): Promise<void> {
    const { connection, log } = this.#deps;
    const cause = databaseErrorCode(error) ?? "unknown";
    log.debug({ err: error }, "the standby does not answer");
    this.gate.reset();
    this.#isSilent = true;
    this.lost.emit();
    if (this.#health.phase === "half-open" && connection.hasSeveralHosts) {
      await connection.selectHost((status) => status.isStandby && this.#faultOf(status) === undefined);
    }
    this.#handle({ kind: "failed", at: performance.now(), cause });
  }

  #handle(event: StandbyEvent): void {
    const before = this.#health;
    this.#health = nextHealth(before, event);
    const cause = "cause" in event ? event.cause : event.kind;
    if (this.#health.phase === "open" && before.phase !== "open") {
      this.lost.emit();
      // A server that fell silent holds its connections open, and the pool would use them again.
      if (cause === "DEADLINE") this.#deps.connection.renew();
    }
    if (this.#health.phase !== before.phase) this.#deps.onHealthChange(cause);
  }
}
