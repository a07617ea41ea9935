import type { FreshnessObserver } from "#app/core/freshness/freshness-observer.ts";
import type { RequestReads } from "#app/core/freshness/request-reads.ts";
import type { Log } from "#app/core/log.ts";
import type { Database } from "../database.ts";
import { AckedWrites } from "./acked-writes.ts";
import { Floors } from "./floors.ts";
import { FreshRequestReads } from "./fresh-reads.ts";
import { readFreshnessKey } from "./freshness-key.ts";
import { createFreshnessTokens, type FreshnessTokens } from "./freshness-token.ts";
import { PrimaryWatch } from "./primary-watch.ts";
import { ServerLink } from "./server-link.ts";
import { readsOfPrimary, readsOfStandby, type ServerReads } from "./server-reads.ts";
import { serviceState, type ServiceState } from "./service-state.ts";
import { StandbyWatch } from "./standby-watch.ts";
import type { WalPosition } from "./wal-position.ts";

interface Options {
  primaryUrl: string;
  standbyUrl: string | undefined;
  observer: FreshnessObserver;
  log: Log;
  /** Hears when writes begin and cease to be possible. */
  writableChanged: (isWritable: boolean) => void;
}

/** The standby's address leads to another cluster: what it shows would be somebody else's. */
export class ForeignStandbyError extends Error {
  override name = "ForeignStandbyError";
}

/** The two database servers, and reads that are never older than what their reader has seen or caused. */
export class Freshness {
  readonly #options: Options;
  readonly #primary: { link: ServerLink; watch: PrimaryWatch };
  readonly #standby: { link: ServerLink; watch: StandbyWatch; reads: ServerReads } | undefined;
  readonly #floors = new Floors();
  readonly #acked = new AckedWrites();
  readonly #readsOf: (given: readonly string[]) => RequestReads;
  #tokens: FreshnessTokens | undefined;
  #state: ServiceState;
  #isWritable = true;

  constructor(options: Options) {
    this.#options = options;
    this.#primary = this.#linkPrimary();
    this.#standby =
      options.standbyUrl === undefined
        ? undefined
        : this.#linkStandby(options.standbyUrl, this.#primary.watch);
    this.#state = this.#judge();
    options.observer.began(this.#state);
    const deps = {
      primary: {
        watch: this.#primary.watch,
        reads: readsOfPrimary(this.primary, (reads) => options.observer.queued(reads)),
      },
      standby: this.#standby,
      floors: this.#floors,
      tokens: () => this.#tokens,
      observer: options.observer,
    };
    this.#readsOf = (given) => new FreshRequestReads(deps, given);
  }

  /** For everything that is written, and read in order to write. */
  get primary(): Database {
    return this.#primary.link.database;
  }

  get standby(): Database | undefined {
    return this.#standby?.link.database;
  }

  get state(): ServiceState {
    return this.#state;
  }

  get isWritable(): boolean {
    return this.#isWritable;
  }

  /** @throws ForeignStandbyError */
  async start(): Promise<void> {
    await this.#primary.watch.start();
    await this.#standby?.watch.start();
    if (this.#standby?.watch.isForeign) {
      throw new ForeignStandbyError("the standby is no copy of the primary: it belongs to another cluster");
    }
    await this.#learnKey();
    this.#rejudge("start");
  }

  async close(): Promise<void> {
    this.#primary.watch.stop();
    this.#standby?.watch.stop();
    await Promise.all([this.#primary.link.close(), this.#standby?.link.close()]);
  }

  /** @param given tokens that the request bears */
  forRequest(given: readonly string[]): RequestReads {
    return this.#readsOf(given);
  }

  /**
   * A commit for these users is through: what they are told from now on can be read. Never throws; where the position
   * cannot be learned, their reads ask the primary.
   */
  async wrote(...userIds: readonly string[]): Promise<void> {
    const position = await this.seen(...userIds);
    if (position) this.#acked.note(position, userIds.length);
  }

  /** What was read on the primary is shown to these users: their later reads must not be older. Never throws. */
  async seen(...userIds: readonly string[]): Promise<WalPosition | undefined> {
    if (userIds.length === 0) return undefined;
    try {
      const position = await this.#primary.watch.askPosition();
      for (const userId of userIds) this.#floors.raise(userId, position);
      return position;
    } catch (error) {
      this.#options.log.debug({ err: error }, "could not ask where the log of the primary ends");
      for (const userId of userIds) this.#floors.pin(userId);
      return undefined;
    }
  }

  /** The token that a frame for the user bears. */
  readAfter(userId: string): string | undefined {
    return this.#readsOf([]).readAfter(userId);
  }

  #linkPrimary() {
    const { primaryUrl, observer, log } = this.#options;
    const link = new ServerLink({ url: primaryUrl, role: "primary", log, onLost: () => {} });
    const watch = new PrimaryWatch({
      link,
      acked: this.#acked,
      lostWrites: (count) => observer.lostWrites(count),
      looked: (cause) => this.#primaryLooked(cause),
      log,
    });
    return { link, watch };
  }

  #linkStandby(url: string, primary: PrimaryWatch) {
    const { observer, log } = this.#options;
    const link = new ServerLink({ url, role: "standby", log, onLost: () => watch.connectionLost() });
    const watch: StandbyWatch = new StandbyWatch({
      link,
      primary,
      judged: (cause) => this.#rejudge(cause),
      lag: (bytes, elapsedMs) => observer.lag(bytes, elapsedMs),
      waited: (elapsedMs) => observer.waited(elapsedMs),
      log,
    });
    return { link, watch, reads: readsOfStandby(link.database, url) };
  }

  #primaryLooked(cause: string | undefined): void {
    if (!this.#tokens && cause === undefined) void this.#learnKey();
    this.#rejudge(cause ?? "seen");
  }

  #judge(): ServiceState {
    return serviceState(this.#primary.watch.isUp, this.#standby?.watch.health);
  }

  #rejudge(cause: string): void {
    const { observer, log, writableChanged } = this.#options;
    const from = this.#state;
    const to = this.#judge();
    if (to !== from) {
      this.#state = to;
      observer.changed(from, to, cause);
      const level = to === "closed" || to === "none" || to === "half-open" ? "info" : "warn";
      log[level]({ from, to, cause }, "the state of the database servers has changed");
    }
    const { isUp } = this.#primary.watch;
    if (isUp === this.#isWritable) return;
    this.#isWritable = isUp;
    writableChanged(isUp);
  }

  async #learnKey(): Promise<void> {
    const { log } = this.#options;
    const servers = [this.primary, this.#standby?.link.database];
    for (const server of servers) {
      if (this.#tokens || !server) continue;
      try {
        this.#tokens = createFreshnessTokens(await readFreshnessKey(server));
      } catch (error) {
        log.debug({ err: error }, "could not read the key of the freshness tokens");
      }
    }
  }
}
