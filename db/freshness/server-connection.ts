import type { Sql } from "postgres";
import type { Log } from "#app/core/log.ts";
import { connectPool, type ServerRole } from "../connect.ts";
import { hostUrls } from "../connection-options.ts";
import { toSwitchableDatabase, type Database, type SwitchableDatabase } from "../database.ts";
import { coalesce } from "./coalesce.ts";
import { withDeadline } from "./deadline.ts";
import { firstVersionThatWaits, isWaitRefused, waitForLsn } from "./wait-for-lsn.ts";
import { comparePositions, parseLsn, type WalPosition } from "./wal-position.ts";

/** What a server tells of itself. */
export interface ServerStatus {
  isStandby: boolean;
  /** A standby's replayed position, a primary's flushed one. */
  position: WalPosition;
  /** Names the run of the server: two addresses with the same one lead to the same server. */
  run: string;
  /** Names the cluster and all its copies. */
  systemId: string;
  /** As PostgreSQL counts, for example 180004. */
  version: number;
}

interface Options {
  url: string;
  role: ServerRole;
  log: Log;
  /** Called when the connection that looks has ended: the server may be another when it is seen again. */
  onLost: () => void;
  /** The `server_version_num` from which the server is asked to wait for its replay itself. */
  waitsFrom?: number;
}

/** How long a server may take to answer a look, in milliseconds. */
const pollTimeoutMs: Record<ServerRole, number> = { primary: 500, standby: 200 };
/** A look that may have to connect first. */
const connectTimeoutMs = 1_500;

/**
 * One of the two servers: a pool for everybody, and a connection of its own to look at the server, so that neither
 * waits for the other. Of several hosts it holds one at a time; which, `seek` decides. When a server has fallen silent
 * or another host takes its place, the pool is exchanged, and what hung in the former one fails.
 */
export class ServerConnection {
  readonly #options: Options;
  readonly #hosts: readonly [string, ...string[]];
  readonly #database: SwitchableDatabase;
  #host: string;
  #pollClient: Sql;
  #ended = false;
  #canWait = false;
  #refusedToWait = false;
  /** The next position of the primary that nobody has asked for yet: shared by all who come before it is asked. */
  readonly askPosition = coalesce(() => withDeadline(this.#readPosition(), { ms: pollTimeoutMs.primary }));

  constructor(options: Options) {
    this.#options = options;
    this.#hosts = hostUrls(options.url);
    this.#host = this.#hosts[0];
    this.#database = toSwitchableDatabase(this.#connect());
    this.#pollClient = this.#connectPollClient();
  }

  /** Stays the same whatever host or pool is behind it. */
  get database(): Database {
    return this.#database;
  }

  get hasSeveralHosts(): boolean {
    return this.#hosts.length > 1;
  }

  /**
   * @param options.mayConnect gives a server that nobody waits for the time to be connected to
   * @throws when the server does not answer in time
   */
  async poll({ mayConnect = false } = {}): Promise<ServerStatus> {
    const { role, waitsFrom = firstVersionThatWaits } = this.#options;
    const status = await withDeadline(poll(this.#pollClient), {
      ms: mayConnect ? connectTimeoutMs : pollTimeoutMs[role],
    });
    this.#canWait = status.version >= waitsFrom && !this.#refusedToWait;
    return status;
  }

  /**
   * How far the server has replayed, if it can after a wait for the position on the server itself, which spares looks.
   * @param ms how long at most
   */
  async awaitReplayed(lsn: bigint, ms: number): Promise<bigint | undefined> {
    if (!this.#canWait) return this.readReplayed();
    try {
      const waited = waitForLsn(this.#pollClient, lsn, ms);
      if (await withDeadline(waited, { ms: ms + pollTimeoutMs.standby })) return lsn;
    } catch (error) {
      if (!isWaitRefused(error)) throw error;
      this.#refusedToWait = true;
      this.#canWait = false;
      this.#options.log.warn(
        { err: error },
        "the standby refuses to wait for its replay; it is looked at instead",
      );
    }
    return this.readReplayed();
  }

  /**
   * How far the server has replayed; a promoted one tells where it was promoted, until it is restarted. `undefined`
   * where it never was a standby.
   */
  async readReplayed(): Promise<bigint | undefined> {
    const [row] = await withDeadline(
      this.#pollClient<{ lsn: string | null }[]>`select pg_last_wal_replay_lsn()::text as lsn`,
      { ms: pollTimeoutMs.standby },
    );
    return row?.lsn ? parseLsn(row.lsn) : undefined;
  }

  /** Opens new connections in place of all that there are; what runs on them fails. */
  renew(): void {
    if (this.#ended) return;
    const former = [this.#database.switchTo(this.#connect()), this.#pollClient];
    this.#pollClient = this.#connectPollClient();
    for (const pool of former) this.#drop(pool);
  }

  /** Refuses every statement until `renew`: what is at the address must not be used. */
  refuse(): void {
    const refusing = this.#connect();
    this.#drop(refusing);
    this.#drop(this.#database.switchTo(refusing));
  }

  /**
   * Looks at all hosts and moves to the fitting one that is furthest ahead, if there is one. The connections stay
   * when that is where they lead already.
   */
  async selectHost(fits: (status: ServerStatus) => boolean): Promise<ServerStatus | undefined> {
    const statuses = await Promise.all(this.#hosts.map((host) => this.#pollHost(host)));
    const found = statuses
      .flatMap((polled) => (polled && fits(polled.status) ? [polled] : []))
      .sort((one, other) => comparePositions(other.status.position, one.status.position))[0];
    if (!found) return undefined;
    if (found.host !== this.#host) {
      this.#host = found.host;
      this.renew();
    }
    return found.status;
  }

  /** Lets statements under way finish for up to five seconds. */
  async close(): Promise<void> {
    this.#ended = true;
    await Promise.all([this.#database.client.end({ timeout: 5 }), this.#pollClient.end({ timeout: 1 })]);
  }

  async #pollHost(host: string): Promise<{ host: string; status: ServerStatus } | undefined> {
    const { role, log } = this.#options;
    const client = connectPool({ url: host, role, log, max: 1 });
    try {
      return { host, status: await withDeadline(poll(client), { ms: connectTimeoutMs }) };
    } catch (error) {
      log.debug({ err: error, role }, "a host does not answer");
      return undefined;
    } finally {
      this.#drop(client);
    }
  }

  #connect(): Sql {
    const { role, log } = this.#options;
    return connectPool({ url: this.#host, role, log });
  }

  #connectPollClient(): Sql {
    const { role, log, onLost } = this.#options;
    return connectPool({ url: this.#host, role, log, max: 1, idleTimeout: 0, onclose: onLost });
  }

  #drop(pool: Sql): void {
    pool.end({ timeout: 0 }).catch((error: unknown) => {
      this.#options.log.debug({ err: error }, "a pool did not end well");
    });
  }

  async #readPosition(): Promise<WalPosition> {
    const [row] = await this.#pollClient<{ lsn: string; timeline: string }[]>`
      select pg_current_wal_flush_lsn()::text as lsn,
        substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8) as timeline`;
    if (!row) throw new Error("the primary told no log position");
    return { timeline: Number.parseInt(row.timeline, 16), lsn: parseLsn(row.lsn) };
  }
}

/**
 * A standby's timeline is the one that it receives; where the role may not see that (it takes `pg_read_all_stats`),
 * the one of its last restart point, which follows some minutes later.
 */
async function poll(client: Sql): Promise<ServerStatus> {
  const [row] = await client<
    {
      is_standby: boolean;
      lsn: string | null;
      timeline: string;
      run: string;
      system_id: string;
      version: number;
    }[]
  >`
    select pg_is_in_recovery() as is_standby,
      case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end::text as lsn,
      case when pg_is_in_recovery()
        then (select lpad(to_hex(greatest(
          (select received_tli from pg_stat_wal_receiver), (select timeline_id from pg_control_checkpoint()))), 8, '0'))
        else substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8) end as timeline,
      extract(epoch from pg_postmaster_start_time())::text as run,
      (select system_identifier::text from pg_control_system()) as system_id,
      current_setting('server_version_num')::int as version`;
  if (!row?.lsn) throw new Error("the server told no log position");
  const position = { timeline: Number.parseInt(row.timeline, 16), lsn: parseLsn(row.lsn) };
  const { is_standby: isStandby, system_id: systemId, version } = row;
  return { isStandby, position, run: `${systemId}/${row.run}`, systemId, version };
}
