import type { Log } from "#app/core/log.ts";
import { databaseErrorCode } from "../stores/primary-errors.ts";
import { ConflictRate } from "./conflict-rate.ts";
import { Lag } from "./lag.ts";
import { Listeners } from "./listeners.ts";
import type { PrimaryWatch } from "./primary-watch.ts";
import { repeat, type Repeating } from "./repeat.ts";
import { ReplayGate } from "./replay-gate.ts";
import type { ServerLink, ServerSight } from "./server-link.ts";
import { after, initialHealth, isServing, type StandbyHealth, type StandbySight } from "./standby-health.ts";

/** Pauses between looks: usually, while it is behind, and before it may serve. */
const lookEveryMs = 250;
const lookEveryBehindMs = 100;
const lookEveryHalfOpenMs = 50;

interface Dependencies {
  link: ServerLink;
  primary: PrimaryWatch;
  /** Hears of each change of the health, and what caused it. */
  judged: (cause: string) => void;
  lag: (bytes: number, elapsedMs: number) => void;
  waited: (elapsedMs: number) => void;
  log: Log;
}

/** Looks at the standby, and knows how far it has replayed and whether it may be read from. */
export class StandbyWatch {
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
  readonly lost = new Listeners();

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.gate = new ReplayGate({
      awaitReplayed: (wanted, ms) => deps.link.awaitReplayed(wanted, ms),
      waited: deps.waited,
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
    for (let look = 0; look < 3 && this.#health.phase === "half-open"; look += 1) await this.#look();
    this.#loop = repeat(async () => {
      await this.#look();
      if (isServing(this.#health)) return this.gate.isBehind ? lookEveryBehindMs : lookEveryMs;
      return this.#health.phase === "half-open" ? lookEveryHalfOpenMs : lookEveryMs;
    });
  }

  stop(): void {
    this.#loop?.stop();
  }

  /** The connection that looks has ended: what is known may no longer hold. */
  connectionLost(): void {
    this.gate.reset();
    this.#loop?.hurry();
  }

  readAnswered(): void {
    this.#conflicts.noteRead(performance.now());
  }

  /** A query had to give way to replay: nothing against the server, unless it happens all the time. */
  readConflicted(): void {
    const at = performance.now();
    if (this.#conflicts.noteConflict(at)) this.#see({ kind: "refused", at, cause: "conflicts" });
  }

  readFailed(error: unknown): void {
    this.#see({ kind: "read-failed", at: performance.now(), cause: databaseErrorCode(error) ?? "unknown" });
    this.#loop?.hurry();
  }

  async #look(): Promise<void> {
    this.#see({ kind: "rested", at: performance.now() });
    if (this.#health.phase === "open") return;
    const { link, primary } = this.#deps;
    try {
      if (primary.flushed) this.#lag.notePrimary(primary.flushed, performance.now());
      const sight = await link.look({ mayConnect: this.#health.phase === "half-open" });
      this.#isSilent = false;
      await this.#judge(sight);
    } catch (error) {
      await this.#failed(error);
    }
  }

  async #judge(sight: ServerSight): Promise<void> {
    const { primary } = this.#deps;
    const at = performance.now();
    this.#isPrimaryItself = !sight.isStandby && !this.#wasStandby && sight.run === primary.sight?.run;
    this.#isForeign = primary.sight !== undefined && sight.systemId !== primary.sight.systemId;
    this.#wasStandby ||= sight.isStandby;
    if (this.#isPrimaryItself) return;
    const fault = this.#faultOf(sight);
    if (fault !== undefined) {
      this.gate.reset();
      this.#see(fault === "promoted" ? { kind: "promoted", at } : { kind: "refused", at, cause: fault });
      return;
    }
    await this.#follow(sight);
    const lagMs = this.#lag.lagMs(sight.position, at);
    this.#deps.lag(this.#lag.lagBytes(sight.position), lagMs);
    // Without a primary nothing new comes, which is not the standby's fault.
    this.#see({ kind: "seen", at, lagMs: primary.isUp ? lagMs : 0 });
  }

  #faultOf(sight: ServerSight): string | undefined {
    if (this.#isForeign) return "foreign_cluster";
    const timeline = this.#deps.primary.sight?.position.timeline;
    if (timeline !== undefined && sight.position.timeline < timeline) return "old_timeline";
    return sight.isStandby ? undefined : "promoted";
  }

  /** One that was restarted may show less than before: it serves again once it shows what the primary has now. */
  async #follow(sight: ServerSight): Promise<void> {
    const { primary } = this.#deps;
    if (this.#run !== sight.run || !isServing(this.#health)) {
      this.#run = sight.run;
      this.gate.reset(await primary.askPosition().catch(() => primary.flushed));
    }
    this.gate.note(sight.position);
  }

  async #failed(error: unknown): Promise<void> {
    const { link, log } = this.#deps;
    const cause = databaseErrorCode(error) ?? "unknown";
    log.debug({ err: error }, "the standby does not answer");
    this.gate.reset();
    this.#isSilent = true;
    this.lost.tell();
    if (this.#health.phase === "half-open" && link.hasSeveralHosts) {
      await link.seek((sight) => sight.isStandby && this.#faultOf(sight) === undefined);
    }
    this.#see({ kind: "failed", at: performance.now(), cause });
  }

  #see(sight: StandbySight): void {
    const before = this.#health;
    this.#health = after(before, sight);
    const cause = "cause" in sight ? sight.cause : sight.kind;
    if (this.#health.phase === "open" && before.phase !== "open") {
      this.lost.tell();
      // A server that fell silent holds its connections open, and the pool would use them again.
      if (cause === "DEADLINE") this.#deps.link.renew();
    }
    if (this.#health.phase !== before.phase) this.#deps.judged(cause);
  }
}
