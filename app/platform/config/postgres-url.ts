import { InvalidValue } from "./config-error.ts";
import { parameterWarnings, placeParameters, readParameters } from "./postgres-parameters.ts";

// The PostgreSQL drivers of SQLAlchemy: URLs of the older Python systems go on working.
const schemePattern =
  /^(?:postgres|postgresql)(?:\+(?:psycopg|psycopg_async|psycopg2|psycopg2cffi|asyncpg|pg8000))?:\/\//;

const hostReason =
  "must have a host, or several as host1:5432,host2:5432, an IPv6 address in brackets as [::1]:5432; " +
  "percent-encode special characters of the password (/ is %2F, ? is %3F)";

interface UrlParts {
  user: string | undefined;
  password: string | undefined;
  hosts: string;
  database: string;
  parameters: URLSearchParams;
}

/**
 * Reads a PostgreSQL URL as libpq does, also in SQLAlchemy's form and with several hosts, and writes it as
 * `postgres://user:password@host1:5432,host2:5432/database?parameters`. User, password and database come out
 * percent-encoded, a socket's directory too, as the host; parameters are those that `connectPool` understands.
 * @throws InvalidValue whose message holds no secret
 */
export function parsePostgresUrl(text: string): string {
  const { user, password, hosts, database, parameters } = splitUrl(text);
  const secret = password === undefined ? "" : `:${encodeURIComponent(password)}`;
  const credentials =
    user === undefined && secret === "" ? "" : `${encodeURIComponent(user ?? "")}${secret}@`;
  const read = readParameters(parameters);
  const path = database === "" ? "" : `/${encodeURIComponent(database)}`;
  return `postgres://${credentials}${hosts}${path}${read.size > 0 ? `?${read.toString()}` : ""}`;
}

/** A sentence for each thing in a URL that is left out. Empty for one that `parsePostgresUrl` refuses. */
export function postgresUrlWarnings(text: string): string[] {
  try {
    return parameterWarnings(splitUrl(text).parameters);
  } catch (error) {
    if (error instanceof InvalidValue) return [];
    throw error;
  }
}

/** For the log: with `***` for the password and without parameters. */
export function maskPostgresUrl(url: string): string {
  return url.replace(/\?.*$/s, "").replace(/^(postgres:\/\/[^:@/]*):[^@/]*@/, "$1:***@");
}

function splitUrl(text: string): UrlParts {
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
  const [path = "", query = ""] = rest.slice(authority.length).split(/\?(.*)/s);
  const at = authority.lastIndexOf("@");
  // First, since a password with a bare / looks like a host and a path.
  if (authority.length > at + 1) parseHosts(authority.slice(at + 1));
  if (path.lastIndexOf("/") > 0) throw new InvalidValue("must have one database name after the host");
  const [user, password] = at === -1 ? [] : authority.slice(0, at).split(/:(.*)/s);
  const credentials = "must have user and password percent-encoded (% is %25)";
  return withPlaces({
    user: user === undefined ? undefined : decode(user, credentials),
    password: password === undefined ? undefined : decode(password, credentials),
    hosts: authority.slice(at + 1),
    database: decode(path.slice(1), "must have the database name percent-encoded (% is %25)"),
    parameters: new URLSearchParams(query),
  });
}

/** As libpq does, parameters may name what stands before the `?`, where that is left empty. */
function withPlaces({ parameters, ...before }: UrlParts): UrlParts {
  const [host, hostAddress, port, user, password, database] = placeParameters.map((name) => {
    const value = parameters.get(name) ?? undefined;
    parameters.delete(name);
    return value;
  });
  const conflicts = [
    [(host ?? hostAddress ?? port) !== undefined && before.hosts !== "", "host and port"],
    [host !== undefined && hostAddress !== undefined, "hostaddr"],
    [user !== undefined && (before.user ?? "") !== "", "user"],
    [password !== undefined && before.password !== undefined, "password"],
    [database !== undefined && before.database !== "", "dbname"],
  ] as const;
  for (const [isTwice, name] of conflicts) {
    if (isTwice) throw new InvalidValue(`must give ${name} once, before the ? or as a parameter`);
  }
  const named = before.hosts === "" ? joinHosts(host ?? hostAddress ?? "", port) : before.hosts;
  return {
    user: before.user === "" ? user : (before.user ?? user),
    password: before.password ?? password,
    hosts: parseHosts(named),
    database: before.database === "" ? (database ?? "") : before.database,
    parameters,
  };
}

/** `host=a,b&port=1,2` as `a:1,b:2`; one port is for all hosts. */
function joinHosts(hosts: string, port: string | undefined): string {
  const ports = port?.split(",") ?? [];
  return hosts
    .split(",")
    .map((host, index) => {
      const own = ports.length > 1 ? ports[index] : ports[0];
      const shown = host.startsWith("/") ? encodeURIComponent(host) : host.includes(":") ? `[${host}]` : host;
      return own === undefined || own === "" ? shown : `${shown}:${own}`;
    })
    .join(",");
}

function parseHosts(text: string): string {
  const hosts = text.split(",");
  for (const host of hosts) {
    const named = /^(?:[\w.-]+|\[[\da-fA-F:.]+\]|%2[Ff][\w.%-]*)(?::(?<port>\d{1,5}))?$/.exec(host);
    const port = Number(named?.groups?.["port"] ?? 5432);
    if (!named || port < 1 || port > 65_535) throw new InvalidValue(hostReason);
  }
  if (hosts.length > 1 && hosts.some((host) => host.startsWith("%"))) {
    throw new InvalidValue("must not name the directory of a socket beside other hosts");
  }
  return text;
}

function decode(text: string, reason: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidValue(reason);
  }
}
