import { maskPostgresUrl, parsePostgresUrl } from "../postgres-url.ts";
import { variable } from "../variable.ts";

export const databaseVariables = {
  postgres: {
    /** Undefined: the embedded servers are used. Never undefined in production. */
    primaryUrl: variable("POSTGRES_PRIMARY_URL", {
      parse: parsePostgresUrl,
      unset: "embedded",
      example: "postgres://chatbot:password@db-primary:5432/chatbot",
      secret: maskPostgresUrl,
      doc: "The primary server, for writes. Required in production. Also `postgresql+psycopg://`, and several hosts as `h1:5432,h2:5432`. `?max=20` sets the size of the pool; docs/operations.md lists the parameters.",
    }),
    /** Undefined: everything is read from the primary. */
    standbyUrl: variable("POSTGRES_STANDBY_URL", {
      parse: parsePostgresUrl,
      unset: "the primary is read",
      example: "postgres://chatbot:password@db-standby:5432/chatbot",
      secret: maskPostgresUrl,
      doc: "A streaming standby, for reads.",
    }),
    /** Where LISTEN works: the primary itself when the primary's URL leads through a transaction pooler. */
    listenUrl: variable("POSTGRES_LISTEN_URL", {
      parse: parsePostgresUrl,
      unset: "the primary",
      example: "postgres://chatbot:password@db-primary:5432/chatbot",
      secret: maskPostgresUrl,
      doc: "Where LISTEN works, when the primary is reached through a transaction pooler such as PgBouncer.",
    }),
  },
};
