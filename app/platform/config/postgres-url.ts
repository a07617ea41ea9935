import { InvalidValue } from "./config-error.ts";

// The PostgreSQL drivers of SQLAlchemy: URLs of the older Python systems go on working.
const schemePattern =
  /^(?:postgres|postgresql)(?:\+(?:psycopg|psycopg_async|psycopg2|psycopg2cffi|asyncpg|pg8000))?:\/\//;
const misplacedParameters = ["host", "hostaddr", "port", "user", "password", "dbname"];
const sslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
const sessionAttributes = ["read-write", "read-only", "primary", "standby", "prefer-standby"];

/**
 * Reads a PostgreSQL URL, also in SQLAlchemy's form and with several hosts, and writes it as
 * `postgres://user:password@host1:5432,host2:5433/database?parameters`. User and password come out
 * percent-encoded, as postgres.js needs them.
 * @throws InvalidValue whose message holds no part of the URL
 */
export function parsePostgresUrl(text: string): string {
  const scheme = schemePattern.exec(text)?.[0];
  if (scheme === undefined) {
    throw new InvalidValue("must begin with postgres://, postgresql:// or postgresql+psycopg://");
  }
  const rest = text.slice(scheme.length);
  if (/[\s#]/.test(rest)) {
    throw new InvalidValue("must not contain spaces or #; percent-encode them in the password (%20, %23)");
  }
  const authorityLength = rest.search(/[/?]/);
  const authority = authorityLength === -1 ? rest : rest.slice(0, authorityLength);
  const [path = "", query] = rest.slice(authority.length).split(/\?(.*)/s);
  const at = authority.lastIndexOf("@");
  const hosts = parseHosts(authority.slice(at + 1));
  const credentials = at === -1 ? "" : `${parseCredentials(authority.slice(0, at))}@`;
  if (path.lastIndexOf("/") > 0) throw new InvalidValue("must have one database name after the host");
  return `postgres://${credentials}${hosts}${path}${parseQuery(query)}`;
}

/** For the log: with `***` for the password and without parameters. */
export function maskPostgresUrl(url: string): string {
  return url.replace(/\?.*$/s, "").replace(/^(postgres:\/\/[^:@/]*):[^@/]*@/, "$1:***@");
}

function parseHosts(text: string): string {
  for (const host of text.split(",")) {
    if (host.startsWith("["))
      throw new InvalidValue("must name hosts or IPv4 addresses, IPv6 addresses are not supported here");
    const named = /^[\w.-]+(?::(?<port>\d{1,5}))?$/.exec(host);
    const port = Number(named?.groups?.["port"] ?? 5432);
    if (!named || port < 1 || port > 65_535) {
      throw new InvalidValue(
        "must have a host, or several as host1:5432,host2:5432; percent-encode special characters of the password (/ is %2F, ? is %3F)",
      );
    }
  }
  return text;
}

function parseCredentials(text: string): string {
  const [user = "", password] = text.split(/:(.*)/s);
  return [user, ...(password === undefined ? [] : [password])].map(reencode).join(":");
}

function reencode(text: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(text));
  } catch {
    throw new InvalidValue("must have user and password percent-encoded (% is %25)");
  }
}

function parseQuery(query: string | undefined): string {
  if (query === undefined || query === "") return "";
  const parameters = new URLSearchParams(query);
  for (const name of misplacedParameters) {
    if (parameters.has(name)) throw new InvalidValue(`must give ${name} before the ?, not as a parameter`);
  }
  requireOneOf(parameters, "sslmode", sslModes);
  requireOneOf(parameters, "target_session_attrs", sessionAttributes);
  return `?${query}`;
}

function requireOneOf(parameters: URLSearchParams, name: string, allowed: readonly string[]): void {
  const value = parameters.get(name);
  if (value !== null && !allowed.includes(value)) {
    throw new InvalidValue(`must have ${name} as one of ${allowed.join(", ")}`);
  }
}
