import postgres, { type Sql } from "postgres";
import type { Log } from "#app/core/log.ts";

export type ServerRole = "primary" | "standby";

interface PoolOptions {
  /** `postgres://`; may name several hosts, then the one in the fitting role is chosen. */
  url: string;
  role: ServerRole;
  log: Pick<Log, "debug">;
  /** Connections at most. */
  max?: number;
  /** Seconds after which an idle connection is closed; 0 keeps it. */
  idleTimeout?: number;
  /** Hears of each connection that ends. */
  onclose?: () => void;
}

/**
 * A pool that connects at its first statement. `?prepare=false` in the URL is for a transaction pooler such as
 * PgBouncer. Sessions on a standby only read, so that one which was promoted meanwhile is not written.
 */
export function connectPool({
  url,
  role,
  log,
  max = 20,
  idleTimeout = 30,
  onclose = () => {},
}: PoolOptions): Sql {
  return postgres(url, {
    max,
    idle_timeout: idleTimeout,
    // A lost network is otherwise noticed after minutes only.
    keep_alive: 10,
    backoff: reconnectDelaySeconds,
    onclose,
    onnotice: ({ code, message }) => log.debug({ code, notice: message }, "PostgreSQL says"),
    connect_timeout: role === "primary" ? 2 : 1,
    ...roleOf(url, role),
    connection: sessionSettings(url, settingsOf[role]),
  });
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

/** Only a choice of hosts needs the role: a single host is what the operator wants, whatever it is. */
export function roleOf(url: string, role: ServerRole) {
  const { hosts, parameters } = parts(url);
  const isChosen = hosts.length > 1 && !parameters.has("target_session_attrs");
  return isChosen ? { target_session_attrs: role } : {};
}

/** One URL for each host that the URL names, in its order. */
export function hostUrls(url: string): [string, ...string[]] {
  const { before, hosts, path, parameters } = parts(url);
  parameters.delete("target_session_attrs");
  const rest = `${path}${parameters.size > 0 ? `?${parameters.toString()}` : ""}`;
  const [first = "", ...others] = hosts;
  return [`${before}${first}${rest}`, ...others.map((host) => `${before}${host}${rest}`)];
}

/** A pooler shares sessions and refuses start-up settings that it does not track; there the operator sets them on the role. */
function sessionSettings(url: string, settings: Partial<postgres.ConnectionParameters>) {
  return { application_name: "chatbot", ...(isPooled(url) ? {} : settings) };
}

/** Whether a transaction pooler such as PgBouncer stands between. */
export function isPooled(url: string): boolean {
  return parts(url).parameters.get("prepare") === "false";
}

/** `URL` refuses several hosts. */
function parts(url: string) {
  const [, before = "", hosts = "", path = "", query = ""] =
    /^([^:]+:\/\/(?:[^/?]*@)?)([^/?]*)([^?]*)\??(.*)$/.exec(url) ?? [];
  return { before, hosts: hosts.split(","), path, parameters: new URLSearchParams(query) };
}
