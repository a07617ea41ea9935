import postgres from "postgres";
import type { Log } from "#app/core/log.ts";

interface Addresses {
  primaryUrl: string;
  standbyUrl: string | undefined;
}

/** The two servers by name, so that a call site shows which one it asks. */
export interface PostgresPools {
  primary: postgres.Sql;
  standby: postgres.Sql | undefined;
  close(): Promise<void>;
}

/** Opens the pools; connections are made when they are needed. */
export function connectPostgres({ primaryUrl, standbyUrl, log }: Addresses & { log: Log }): PostgresPools {
  const onnotice = (notice: postgres.Notice) => log.debug({ notice: notice["message"] }, "database notice");
  const primary = postgres(primaryUrl, {
    max: 20,
    connect_timeout: 2,
    idle_timeout: 30,
    onnotice,
    connection: {
      application_name: "chatbot",
      statement_timeout: 5_000,
      idle_in_transaction_session_timeout: 10_000,
    },
  });
  const standby =
    standbyUrl === undefined
      ? undefined
      : postgres(standbyUrl, {
          max: 20,
          connect_timeout: 1,
          idle_timeout: 30,
          onnotice,
          connection: {
            application_name: "chatbot",
            statement_timeout: 3_000,
            default_transaction_read_only: true,
          },
        });
  return {
    primary,
    standby,
    async close() {
      await Promise.all([primary.end({ timeout: 2 }), standby?.end({ timeout: 2 })]);
    },
  };
}
