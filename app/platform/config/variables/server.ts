import { parseOrigin } from "../base-url.ts";
import { defaultHost } from "../listen-host.ts";
import {
  parseDirectory,
  parseEnvironment,
  parseGraceSeconds,
  parseHost,
  parseLogLevel,
  parsePort,
} from "../value-parsers.ts";
import { variable } from "../variable.ts";

export const serverVariables = {
  environment: variable("NODE_ENV", {
    parse: parseEnvironment,
    default: "development",
    example: "development",
    isQuoted: true,
    doc: "`production` needs POSTGRES_PRIMARY_URL and embeds nothing; else `development` or `test`.",
  }),
  port: variable("PORT", {
    parse: parsePort,
    default: "3000",
    example: "3000",
    isQuoted: true,
    doc: "Port to listen on; 0 takes any free one.",
  }),
  host: variable("HOST", {
    parse: parseHost,
    default: defaultHost,
    unset: "`127.0.0.1`, in production `0.0.0.0`",
    example: "127.0.0.1",
    isQuoted: true,
    doc: "Address to listen on.",
  }),
  /** An origin without a trailing slash. */
  publicUrl: variable("PUBLIC_URL", {
    parse: parseOrigin,
    unset: "from the request",
    example: "https://chat.example.org",
    doc: "Origin under which people reach the app: for the Origin check and for links to shared conversations.",
  }),
  logLevel: variable("LOG_LEVEL", {
    parse: parseLogLevel,
    default: "INFO",
    example: "INFO",
    isQuoted: true,
    doc: "`DEBUG`, `INFO`, `WARNING` or `ERROR`.",
  }),
  metricsPort: variable("METRICS_PORT", {
    parse: parsePort,
    unset: "the main port",
    example: "9090",
    isQuoted: true,
    doc: "Port of `/metrics`. On the main port it answers only trusted proxies' addresses, without a user header.",
  }),
  shutdownGraceSeconds: variable("SHUTDOWN_GRACE_SECONDS", {
    parse: parseGraceSeconds,
    default: "25",
    example: "25",
    isQuoted: true,
    doc: "How long running answers may finish after SIGTERM.",
  }),
  /** As it was given; `loadConfig` makes it absolute. */
  dataDir: variable("DATA_DIR", {
    parse: parseDirectory,
    default: ".data",
    example: ".data",
    doc: "Directory of the embedded PostgreSQL servers' data.",
  }),
};
