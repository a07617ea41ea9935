import type { ConnectionOptions } from "node:tls";
import { readConnectionOptions } from "./connection-options.ts";

/** The parameters that drizzle-kit's driver understands in a URL; it would send others to the server. */
const understood = ["sslmode", "sslnegotiation", "prepare", "options", "application_name", "connect_timeout"];

/**
 * The database as drizzle-kit takes it: in parts, which can name certificates and any database, or as a URL, which can
 * name several hosts and parameters. Its driver knows no IPv6 addresses.
 */
export function toKitCredentials(url: string) {
  const { host, port, username, password, database, ssl, prepare, connection } = readConnectionOptions(url);
  const [name = "", serverPort] = [host[0], port[0]];
  if (host.some((each) => each.includes(":"))) {
    throw new Error(
      "drizzle-kit cannot reach an IPv6 address. Name the host, or use npm run db:migrate in place of its migrate.",
    );
  }
  const needsUrl = host.length > 1 || !prepare || connection.options !== undefined;
  if (needsUrl && typeof ssl !== "object") return { url: withUnderstood(url, host.length > 1) };
  return {
    host: name,
    ...(serverPort !== undefined && { port: serverPort }),
    user: username,
    ...(password !== "" && { password }),
    database,
    ssl: ssl as ConnectionOptions | boolean,
  };
}

function withUnderstood(url: string, hasSeveralHosts: boolean): string {
  const [before = "", query = ""] = url.split(/\?(.*)/s);
  const kept = [...new URLSearchParams(query)].filter(([name]) => understood.includes(name));
  if (hasSeveralHosts) kept.push(["target_session_attrs", "primary"]);
  return kept.length > 0 ? `${before}?${new URLSearchParams(kept).toString()}` : before;
}
