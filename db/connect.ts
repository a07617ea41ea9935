import postgres, { type Sql } from "postgres";
import type { Log } from "#app/core/log.ts";

export interface PostgresPools {
  primary: Sql;
  /** `undefined` when no standby is configured. */
  standby: Sql | undefined;
  /** Lets statements under way finish for up to five seconds, then closes all connections. */
  close(): Promise<void>;
}

/**
 * Opens the two pools; they connect at their first statement. A URL may name several hosts
 * (`postgres://user@one:5432,two:5433/chatbot`), then the one in the fitting role is chosen, and it may say
 * `?prepare=false` for a transaction pooler such as PgBouncer. Times are seconds for postgres.js and
 * milliseconds for the server.
 */
export function connectPostgres(options: {
  primaryUrl: string;
  standbyUrl?: string | undefined;
  log: Pick<Log, "debug">;
  /** Connections per pool. */
  max?: number;
}): PostgresPools {
  const { primaryUrl, standbyUrl, log, max = 20 } = options;
  const onnotice = ({ code, message }: postgres.Notice) =>
    log.debug({ code, notice: message }, "PostgreSQL says");
  const shared = { max, idle_timeout: 30, backoff: reconnectDelaySeconds, onnotice };

  const primary = postgres(primaryUrl, {
    ...shared,
    connect_timeout: 2,
    ...roleOf(primaryUrl, "primary"),
    connection: sessionSettings(primaryUrl, {
      statement_timeout: 5_000,
      idle_in_transaction_session_timeout: 10_000,
    }),
  });
  const standby =
    standbyUrl === undefined
      ? undefined
      : postgres(standbyUrl, {
          ...shared,
          connect_timeout: 1,
          ...roleOf(standbyUrl, "standby"),
          connection: sessionSettings(standbyUrl, {
            statement_timeout: 3_000,
            default_transaction_read_only: true,
          }),
        });

  return {
    primary,
    standby,
    async close() {
      await Promise.all([primary.end({ timeout: 5 }), standby?.end({ timeout: 5 })]);
    },
  };
}

/** The default grows to 20 s, and statements wait for it: an outage must be told at once and its end be noticed. */
function reconnectDelaySeconds(failures: number): number {
  return Math.min(0.01 * 2 ** failures, 0.5);
}

/** Only a choice of hosts needs the role: a single host is what the operator wants, whatever it is. */
function roleOf(url: string, role: "primary" | "standby") {
  const hosts = /^[^:]+:\/\/(?:[^/?]*@)?([^/?]*)/.exec(url)?.[1] ?? "";
  const isChosen = hosts.includes(",") && !parametersOf(url).has("target_session_attrs");
  return isChosen ? { target_session_attrs: role } : {};
}

/** A pooler shares sessions and refuses start-up settings that it does not track; there the operator sets them on the role. */
function sessionSettings(url: string, settings: Partial<postgres.ConnectionParameters>) {
  const isPooled = parametersOf(url).get("prepare") === "false";
  return { application_name: "chatbot", ...(isPooled ? {} : settings) };
}

/** `URL` refuses several hosts. */
function parametersOf(url: string): URLSearchParams {
  return new URLSearchParams(url.split("?")[1]);
}
