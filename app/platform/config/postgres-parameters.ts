import { InvalidValue } from "./config-error.ts";

/** What becomes of a parameter: a reader that gives its value for the driver, or `undefined` to leave it out. */
type Reader = (value: string, name: string) => string | undefined;

const asIs: Reader = (value) => value;
const leftOut: Reader = () => undefined;

function oneOf(...allowed: string[]): Reader {
  return (value, name) => {
    if (allowed.includes(value)) return value;
    throw new InvalidValue(`must have ${name} as one of ${allowed.join(", ")}`);
  };
}

function wholeNumber(least: number, most: number): Reader {
  return (value, name) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return value;
    throw new InvalidValue(`must have ${name} as a whole number from ${least} to ${most}`);
  };
}

const sslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
const tlsVersions = ["TLSv1.2", "TLSv1.3"];

/** Both words of libpq ask for a role; the driver judges the older two by a setting that a standby need not have. */
const sessionAttributes: Record<string, string | undefined> = {
  any: undefined,
  "read-write": "primary",
  "read-only": "standby",
  primary: "primary",
  standby: "standby",
  "prefer-standby": "prefer-standby",
};

function sessionAttribute(value: string, name: string): string | undefined {
  oneOf(...Object.keys(sessionAttributes))(value, name);
  return sessionAttributes[value];
}

function onlyUtf8(value: string, name: string): undefined {
  if (/^(auto|utf-?8|unicode)$/i.test(value)) return undefined;
  throw new InvalidValue(`must have ${name} as UTF8, which is the only encoding that is spoken here`);
}

function noGss(value: string, name: string): undefined {
  oneOf("disable", "prefer", "require")(value, name);
  if (value !== "require") return undefined;
  throw new InvalidValue(
    `must not have ${name}=require: GSSAPI is not spoken here; encrypt with sslmode=verify-full instead`,
  );
}

/** What is honoured, or asks for nothing but what happens anyway: libpq's parameters, and the driver's own. */
const honoured: Readonly<Record<string, Reader>> = {
  sslmode: oneOf(...sslModes),
  ssl: (value) => oneOf("true", "false", ...sslModes)(value, "ssl"),
  requiressl: oneOf("0", "1"),
  sslrootcert: asIs,
  sslcert: asIs,
  sslkey: asIs,
  sslpassword: asIs,
  sslcrl: asIs,
  sslnegotiation: oneOf("postgres", "direct"),
  ssl_min_protocol_version: oneOf(...tlsVersions),
  ssl_max_protocol_version: oneOf(...tlsVersions),
  sslcompression: leftOut,
  gssencmode: noGss,
  connect_timeout: wholeNumber(0, 600),
  keepalives: oneOf("0", "1"),
  keepalives_idle: wholeNumber(0, 86_400),
  application_name: asIs,
  fallback_application_name: asIs,
  options: asIs,
  client_encoding: onlyUtf8,
  target_session_attrs: sessionAttribute,
  prepare: oneOf("true", "false"),
  max: wholeNumber(1, 1_000),
  idle_timeout: wholeNumber(0, 86_400),
  max_lifetime: wholeNumber(0, 604_800),
};

/** Parameters of libpq that cannot be honoured; why, for the warning. */
const dropped: Readonly<Record<string, string>> = {
  channel_binding:
    "the driver does not bind the sign-in to the TLS channel; sslmode=verify-full names the server surely",
  load_balance_hosts: "the product looks for the servers by their role",
  keepalives_interval: "only keepalives and keepalives_idle can be set",
  keepalives_count: "only keepalives and keepalives_idle can be set",
  tcp_user_timeout: "only keepalives and keepalives_idle can be set",
  passfile: "give the password in the URL",
  service: "give host, user and database in the URL",
  servicefile: "give host, user and database in the URL",
  require_auth: "the server chooses how to sign in",
  replication: "the product only makes ordinary connections",
  requirepeer: "the owner of a socket is not looked at",
  sslcrldir: "give one file by sslcrl",
  sslsni: "the host name is always told",
  sslcertmode: "the client certificate is sent where sslcert is given",
  sslkeylogfile: "keys of sessions are not written",
  krbsrvname: "GSSAPI is not spoken here",
  gsslib: "GSSAPI is not spoken here",
  gssdelegation: "GSSAPI is not spoken here",
  scram_client_key: "give the password in the URL",
  scram_server_key: "give the password in the URL",
  min_protocol_version: "the driver speaks protocol 3.0",
  max_protocol_version: "the driver speaks protocol 3.0",
  oauth_issuer: "OAuth is not spoken here",
  oauth_client_id: "OAuth is not spoken here",
  oauth_client_secret: "OAuth is not spoken here",
  oauth_scope: "OAuth is not spoken here",
};

/** Values of dropped parameters that ask for nothing else than what happens. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  channel_binding: ["disable", "prefer"],
  load_balance_hosts: ["disable"],
  replication: ["false", "off", "no", "0"],
  sslsni: ["1"],
};

/** What people mean by parameters of other programs. */
const hints: Readonly<Record<string, string>> = {
  pgbouncer: "write prepare=false",
  connection_limit: "write max=20",
  pool_size: "write max=20",
  schema: "the tables are always in the schema public",
  search_path: "the tables are always in the schema public",
  currentSchema: "the tables are always in the schema public",
  statement_timeout: "set it on the role: alter role … set statement_timeout = …",
  uselibpqcompat: "leave it out, sslmode means what it means for libpq",
};

/** Parameters that the part before the `?` holds. */
export const placeParameters = ["host", "hostaddr", "port", "user", "password", "dbname"] as const;

/**
 * The parameters that the driver is to be given.
 * @throws InvalidValue that names the parameter and, where that is no secret, what would be right
 */
export function readParameters(given: URLSearchParams): URLSearchParams {
  const read = new URLSearchParams();
  for (const [name, value] of given) {
    if (Object.hasOwn(dropped, name)) continue;
    const reader = Object.hasOwn(honoured, name) ? honoured[name] : undefined;
    if (!reader) throw new InvalidValue(unknownParameter(name));
    const kept = reader(value, name);
    if (kept !== undefined) read.set(name, kept);
  }
  return withOneSslMode(read);
}

/** `sslmode` alone says whether TLS is spoken. */
function withOneSslMode(parameters: URLSearchParams): URLSearchParams {
  const ssl = parameters.get("ssl");
  const requires = parameters.get("requiressl") === "1";
  parameters.delete("ssl");
  parameters.delete("requiressl");
  if (parameters.has("sslmode")) return parameters;
  const mode = ssl === "true" || requires ? "require" : ssl === "false" ? "disable" : ssl;
  if (mode !== null) parameters.set("sslmode", mode);
  return parameters;
}

function unknownParameter(name: string): string {
  // Whoever forgot to encode a ? in a password must not find it in the log.
  const shown = /^[A-Za-z_]{1,40}$/.test(name) ? name : "something that is no name";
  const hint = Object.hasOwn(hints, name) ? `; ${hints[name] ?? ""}` : "";
  return `has the parameter ${shown}, which is not known${hint}`;
}

/** A sentence for each parameter that is left out though it asked for something. */
export function parameterWarnings(given: URLSearchParams): string[] {
  return [...given].flatMap(([name, value]) => {
    const reason = Object.hasOwn(dropped, name) ? dropped[name] : undefined;
    if (reason === undefined || harmless[name]?.includes(value)) return [];
    return [`the parameter ${name} is left out: ${reason}`];
  });
}
