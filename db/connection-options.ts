import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import type postgres from "postgres";

type Settings = Partial<postgres.ConnectionParameters>;

/** What a URL says for the driver. Everything is said, so that the driver looks at no variable of the environment. */
export interface ConnectionOptions {
  host: string[];
  port: number[];
  path?: string;
  username: string;
  password: string;
  database: string;
  ssl: "prefer" | "require" | false | TlsOptions;
  sslnegotiation: "direct" | null;
  prepare: boolean;
  connection: Settings;
  /** Absent where the URL leaves it to the pool. Times are seconds. */
  given: {
    max?: number;
    connect_timeout?: number;
    idle_timeout?: number;
    max_lifetime?: number;
    keep_alive?: number;
  };
  sessionAttribute: string | undefined;
}

const defaultPort = 5432;

/** Reads a URL as `parsePostgresUrl` writes it. @throws when a file that it names cannot be read */
export function readConnectionOptions(url: string): ConnectionOptions {
  const { user, password, hosts, database, parameters } = urlParts(url);
  const places = hosts.map(readPlace);
  const socket = places.find(({ host }) => host.startsWith("/"));
  const username = user === "" ? userInfo().username : user;
  return {
    host: places.map(({ host }) => host),
    port: places.map(({ port }) => port),
    ...(socket && { path: `${socket.host}/.s.PGSQL.${socket.port}` }),
    username,
    password,
    database: database === "" ? username : database,
    ssl: socket ? false : readTls(parameters),
    sslnegotiation: parameters.get("sslnegotiation") === "direct" ? "direct" : null,
    prepare: parameters.get("prepare") !== "false",
    connection: readSettings(parameters),
    given: readNumbers(parameters),
    sessionAttribute: parameters.get("target_session_attrs") ?? undefined,
  };
}

/** One URL for each host that the URL names, in its order. */
export function hostUrls(url: string): [string, ...string[]] {
  const { before, hosts, path, parameters } = urlParts(url);
  parameters.delete("target_session_attrs");
  const rest = `${path}${parameters.size > 0 ? `?${parameters.toString()}` : ""}`;
  const [first = "", ...others] = hosts;
  return [`${before}${first}${rest}`, ...others.map((host) => `${before}${host}${rest}`)];
}

/** Whether a transaction pooler such as PgBouncer stands between. */
export function isPooled(url: string): boolean {
  return urlParts(url).parameters.get("prepare") === "false";
}

/** `URL` refuses several hosts. */
function urlParts(url: string) {
  const [, scheme = "", credentials = "", hosts = "", path = "", query = ""] =
    /^([^:]+:\/\/)([^/?]*@)?([^/?@]*)([^?]*)\??(.*)$/s.exec(url) ?? [];
  const [user = "", password = ""] = credentials.slice(0, -1).split(/:(.*)/s);
  return {
    before: `${scheme}${credentials}`,
    user: decodeURIComponent(user),
    password: decodeURIComponent(password),
    hosts: hosts.split(","),
    path,
    database: decodeURIComponent(path.slice(1)),
    parameters: new URLSearchParams(query),
  };
}

function readPlace(text: string): { host: string; port: number } {
  const [, bracketed, plain = "", port] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? [];
  return { host: bracketed ?? decodeURIComponent(plain), port: Number(port ?? defaultPort) };
}

function readSettings(parameters: URLSearchParams): Settings {
  const name = parameters.get("application_name") ?? parameters.get("fallback_application_name");
  const options = parameters.get("options");
  return { ...(name !== null && { application_name: name }), ...(options !== null && { options }) };
}

function readNumbers(parameters: URLSearchParams): ConnectionOptions["given"] {
  const number = (name: string) => {
    const value = parameters.get(name);
    return value === null ? undefined : Number(value);
  };
  const keepAlive = parameters.get("keepalives") === "0" ? 0 : number("keepalives_idle");
  const numbers = {
    max: number("max"),
    // For libpq 0 waits for ever, which nobody is to do here.
    connect_timeout: number("connect_timeout") || undefined,
    idle_timeout: number("idle_timeout"),
    max_lifetime: number("max_lifetime"),
    keep_alive: keepAlive,
  };
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
}

/**
 * As libpq: up to `require` the server's certificate is not looked at, unless authorities are named; `verify-ca` does
 * not look at its name.
 */
function readTls(parameters: URLSearchParams): ConnectionOptions["ssl"] {
  const mode = parameters.get("sslmode") ?? "disable";
  if (mode === "disable") return false;
  const authorities = parameters.get("sslrootcert");
  const files = {
    ...(authorities !== null && authorities !== "system" && { ca: readFile(authorities, "sslrootcert") }),
    ...readFileOf(parameters, "sslcert", "cert"),
    ...readFileOf(parameters, "sslkey", "key"),
    ...readFileOf(parameters, "sslcrl", "crl"),
  };
  const options: TlsOptions = {
    ...files,
    ...optional("passphrase", parameters.get("sslpassword")),
    ...optional("minVersion", parameters.get("ssl_min_protocol_version")),
    ...optional("maxVersion", parameters.get("ssl_max_protocol_version")),
  };
  if (mode === "verify-full" || authorities === "system") return options;
  const verifies = mode === "verify-ca" || (mode === "require" && authorities !== null);
  if (verifies) return { ...options, checkServerIdentity: () => undefined };
  // The driver goes on without TLS for this word alone.
  if (mode === "prefer" || mode === "allow") return "prefer";
  return Object.keys(options).length === 0 ? "require" : { ...options, rejectUnauthorized: false };
}

function optional(name: keyof TlsOptions, value: string | null) {
  return value === null ? {} : { [name]: value };
}

function readFileOf(parameters: URLSearchParams, parameter: string, option: "cert" | "key" | "crl") {
  const file = parameters.get(parameter);
  return file === null ? {} : { [option]: readFile(file, parameter) };
}

function readFile(file: string, parameter: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    const told = new Error(`${parameter} names ${file}, which cannot be read: ${why}`);
    throw Object.assign(told, { code: "UNREADABLE_FILE" });
  }
}
