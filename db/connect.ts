import postgres, { type Sql } from "postgres";
import type { Log } from "#app/core/log.ts";
import { readConnectionOptions } from "./connection-options.ts";

export type ServerRole = "primary" | "standby";

interface PoolOptions {
  /** As `parsePostgresUrl` writes it; may name several hosts, then the one in the fitting role is chosen. */
  url: string;
  role: ServerRole;
  log: Pick<Log, "debug">;
  /** Connections at most; where it is left out, as the URL says, else 20. */
  max?: number;
  /** Seconds after which an idle connection is closed; 0 keeps it. */
  idleTimeout?: number;
  /** Hears of each connection that ends. */
  onclose?: () => void;
}

const poolSize = 20;

/**
 * A pool that connects at its first statement. `?prepare=false` in the URL is for a transaction pooler such as
 * PgBouncer. Sessions on a standby only read, so that one which was promoted meanwhile is not written.
 */
export function connectPool({ url, role, log, max, idleTimeout = 30, onclose = () => {} }: PoolOptions): Sql {
  const { given, connection, prepare } = readConnectionOptions(url);
  return connect(url, role, {
    idle_timeout: idleTimeout,
    // A lost network is otherwise noticed after minutes only.
    keep_alive: 10,
    connect_timeout: role === "primary" ? 2 : 1,
    ...given,
    max: max ?? given.max ?? poolSize,
    ...(idleTimeout === 0 && { idle_timeout: 0 }),
    backoff: reconnectDelaySeconds,
    onclose,
    onnotice: ({ code, message }) => log.debug({ code, notice: message }, "PostgreSQL says"),
    // A pooler shares sessions and refuses start-up settings that it does not track; there the operator sets them on
    // the role.
    connection: { application_name: "chatbot", ...(prepare ? settingsOf[role] : {}), ...connection },
  });
}

/** One connection beside the pools. */
export function connectOne(url: string, options: postgres.Options<Record<string, never>>): Sql {
  const { given, connection } = readConnectionOptions(url);
  return connect(url, "primary", {
    onnotice: () => {},
    ...options,
    ...(given.connect_timeout !== undefined && { connect_timeout: given.connect_timeout }),
    max: 1,
    connection: { ...connection, ...options.connection },
  });
}

function connect(url: string, role: ServerRole, options: postgres.Options<Record<string, never>>): Sql {
  const { given: _given, connection: _connection, sessionAttribute, ...said } = readConnectionOptions(url);
  // Only a choice of hosts needs the role: a single host is what the operator wants, whatever it is.
  const wanted = sessionAttribute ?? (said.host.length > 1 ? role : "");
  return postgres({
    ...said,
    target_session_attrs: wanted,
    // Half an hour to an hour, so that connections do not all end at once.
    max_lifetime: 1_800 + Math.round(Math.random() * 1_800),
    max_pipeline: 100,
    fetch_types: true,
    debug: false,
    ...options,
  } as postgres.Options<Record<string, never>>);
}

/** Times are milliseconds for the server, and seconds for postgres.js. */
const settingsOf: Record<ServerRole, Partial<postgres.ConnectionParameters>> = {
  primary: { statement_timeout: 5_000, idle_in_transaction_session_timeout: 10_000 },
  standby: { statement_timeout: 3_000, default_transaction_read_only: true },
};

/** The default grows to 20 s, and statements wait for it: an outage must be told at once and its end be noticed. */
function reconnectDelaySeconds(failures: number): number {
  return Math.min(0.01 * 2 ** failures, 0.5);
}
