import type { DatabaseTelemetry } from "#app/core/telemetry/database-telemetry.ts";
import type { RequestReads } from "#app/core/freshness/request-reads.ts";
import type { Log } from "#app/core/log.ts";
import type { Database } from "../database.ts";
import { AckedWrites } from "./acked-writes.ts";
import { Emitter } from "./emitter.ts";
import { MinReadPositions } from "./min-read-positions.ts";
import { FreshRequestReads } from "./fresh-reads.ts";
import { readFreshnessKey } from "./freshness-key.ts";
import { createFreshnessTokens, type FreshnessTokens } from "./freshness-token.ts";
import { PrimaryMonitor } from "./primary-monitor.ts";
import { ServerConnection } from "./server-connection.ts";
import { readsOfPrimary, readsOfStandby, type ServerReads } from "./server-reads.ts";
import { serviceState, type ServiceState } from "./service-state.ts";
import { StandbyMonitor } from "./standby-monitor.ts";
import type { WalPosition } from "./wal-position.ts";

interface Options {
  primaryUrl: string;
  standbyUrl: string | undefined;
  telemetry: DatabaseTelemetry;
  log: Log;
}

/** The standby's address leads to another cluster: what it shows would be somebody else's. */
export class ForeignStandbyError extends Error {
  override name = "ForeignStandbyError";
}

/** The two database servers, and reads that are never older than what their reader has seen or caused. */
export class Freshness {
  readonly #options: Options;
  readonly #primary: { connection: ServerConnection; monitor: PrimaryMonitor };
  readonly #standby:
    { connection: ServerConnection; monitor: StandbyMonitor; reads: ServerReads } | undefined;
  readonly #minPositions = new MinReadPositions();
  readonly #acked = new AckedWrites();
  readonly #readsOf: (given: readonly string[]) => RequestReads;
  #tokens: FreshnessTokens | undefined;
  #state: ServiceState;
  #isWritable = true;
  /** Emits whether writes are possible, at each change. */
  readonly writableChanged = new Emitter<[isWritable: boolean]>();

  constructor(options: Options) {
    this.#options = options;
    this.#primary = this.#connectPrimary();
    this.#standby =
      options.standbyUrl === undefined
        ? undefined
        : this.#connectStandby(options.standbyUrl, this.#primary.monitor);
    this.#state = this.#judge();
    options.telemetry.began(this.#state);
    const deps = {
      primary: {
        monitor: this.#primary.monitor,
        reads: readsOfPrimary(this.primary, (reads) => options.telemetry.queued(reads)),
      },
      standby: this.#standby,
      minPositions: this.#minPositions,
      tokens: () => this.#tokens,
      telemetry: options.telemetry,
    };
    this.#readsOf = (given) => new FreshRequestReads(deps, given);
  }

  /** For everything that is written, and read in order to write. */
  get primary(): Database {
    return this.#primary.connection.database;
  }

  get standby(): Database | undefined {
    return this.#standby?.connection.database;
  }

  get state(): ServiceState {
    return this.#state;
  }

  get isWritable(): boolean {
    return this.#isWritable;
  }

  /** @throws ForeignStandbyError */
  async start(): Promise<void> {
    await this.#primary.monitor.start();
    await this.#standby?.monitor.start();
    if (this.#standby?.monitor.isForeign) {
      throw new ForeignStandbyError("the standby is no copy of the primary: it belongs to another cluster");
    }
    await this.#learnKey();
    this.#rejudge("start");
  }

  async close(): Promise<void> {
    this.#primary.monitor.stop();
    this.#standby?.monitor.stop();
    await Promise.all([this.#primary.connection.close(), this.#standby?.connection.close()]);
  }

  /** @param given tokens that the request bears */
  forRequest(given: readonly string[]): RequestReads {
    return this.#readsOf(given);
  }

  /**
   * A commit for these users is through: what they are told from now on can be read. Never throws; where the position
   * cannot be learned, their reads ask the primary.
   */
  async onCommitted(...userIds: readonly string[]): Promise<void> {
    const position = await this.markSeen(...userIds);
    if (position) this.#acked.note(position, userIds.length);
  }

  /** What was read on the primary is shown to these users: their later reads must not be older. Never throws. */
  async markSeen(...userIds: readonly string[]): Promise<WalPosition | undefined> {
    if (userIds.length === 0) return undefined;
    try {
      const position = await this.#primary.monitor.askPosition();
      for (const userId of userIds) this.#minPositions.raise(userId, position);
      return position;
    } catch (error) {
      this.#options.log.debug({ err: error }, "could not ask where the log of the primary ends");
      for (const userId of userIds) this.#minPositions.pin(userId);
      return undefined;
    }
  }

  /** Makes a read on the primary one whose result may be shown: later reads of the user are not older than it. */
  markingSeen<Query extends { userId: string }, Result>(read: (query: Query) => Promise<Result>) {
    return async (query: Query): Promise<Result> => {
      const result = await read(query);
      await this.markSeen(query.userId);
      return result;
    };
  }

  /** The token that a frame for the user carries. */
  readAfter(userId: string): string | undefined {
    return this.#readsOf([]).readAfter(userId);
  }

  #connectPrimary() {
    const { primaryUrl, telemetry, log } = this.#options;
    const connection = new ServerConnection({ url: primaryUrl, role: "primary", log, onLost: () => {} });
    const monitor = new PrimaryMonitor({
      connection,
      acked: this.#acked,
      onLostWrites: (count) => telemetry.lostWrites(count),
      onPolled: (cause) => this.#onPrimaryPolled(cause),
      log,
    });
    return { connection, monitor };
  }

  #connectStandby(url: string, primary: PrimaryMonitor) {
    const { telemetry, log } = this.#options;
    const connection = new ServerConnection({
      url,
      role: "standby",
      log,
      onLost: () => monitor.connectionLost(),
    });
    const monitor: StandbyMonitor = new StandbyMonitor({
      connection,
      primary,
      onHealthChange: (cause) => this.#rejudge(cause),
      onLag: (bytes, elapsedMs) => telemetry.lag(bytes, elapsedMs),
      onWaited: (elapsedMs) => telemetry.waited(elapsedMs),
      log,
    });
    return { connection, monitor, reads: readsOfStandby(connection.database, url) };
  }

  #onPrimaryPolled(cause: string | undefined): void {
    if (!this.#tokens && cause === undefined) void this.#learnKey();
    this.#rejudge(cause ?? "seen");
  }

  #judge(): ServiceState {
    return serviceState(this.#primary.monitor.isUp, this.#standby?.monitor.health);
  }

  #rejudge(cause: string): void {
    const { telemetry, log } = this.#options;
    const from = this.#state;
    const to = this.#judge();
    if (to !== from) {
      this.#state = to;
      telemetry.changed(from, to, cause);
      const level = to === "closed" || to === "none" || to === "half-open" ? "info" : "warn";
      log[level]({ from, to, cause }, "the state of the database servers has changed");
    }
    const { isUp } = this.#primary.monitor;
    if (isUp === this.#isWritable) return;
    this.#isWritable = isUp;
    this.writableChanged.emit(isUp);
  }

  async #learnKey(): Promise<void> {
    const { log } = this.#options;
    const servers = [this.primary, this.#standby?.connection.database];
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
