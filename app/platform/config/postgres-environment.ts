import { InvalidValue, type ConfigProblem } from "./config-error.ts";
import type { GivenVariables } from "./given-variables.ts";
import { placeParameters, readParameters } from "./postgres-parameters.ts";

/** libpq's variables that stand for a parameter of the URL where that has none. */
const parameters: Readonly<Record<string, string>> = {
  PGUSER: "user",
  PGPASSWORD: "password",
  PGDATABASE: "dbname",
  PGSSLMODE: "sslmode",
  PGREQUIRESSL: "requiressl",
  PGSSLROOTCERT: "sslrootcert",
  PGSSLCERT: "sslcert",
  PGSSLKEY: "sslkey",
  PGSSLCRL: "sslcrl",
  PGSSLNEGOTIATION: "sslnegotiation",
  PGSSLMINPROTOCOLVERSION: "ssl_min_protocol_version",
  PGSSLMAXPROTOCOLVERSION: "ssl_max_protocol_version",
  PGCONNECT_TIMEOUT: "connect_timeout",
  PGAPPNAME: "application_name",
  PGOPTIONS: "options",
  PGCLIENTENCODING: "client_encoding",
};

/** libpq's others, with why they are not used. */
const unused: Readonly<Record<string, string>> = {
  PGHOST: "the URLs name the hosts",
  PGHOSTADDR: "the URLs name the hosts",
  PGPORT: "the URLs name the ports",
  PGTARGETSESSIONATTRS: "the primary and the standby are told apart by their URLs",
  PGLOADBALANCEHOSTS: "the product looks for the servers by their role",
  PGPASSFILE: "give the password in the URL, or in PGPASSWORD",
  PGSERVICE: "give host, user and database in the URL",
  PGSERVICEFILE: "give host, user and database in the URL",
  PGCHANNELBINDING: "the driver does not bind the sign-in to the TLS channel",
  PGGSSENCMODE: "GSSAPI is not spoken here",
  PGKRBSRVNAME: "GSSAPI is not spoken here",
  PGGSSLIB: "GSSAPI is not spoken here",
  PGGSSDELEGATION: "GSSAPI is not spoken here",
  PGREQUIREAUTH: "the server chooses how to sign in",
  PGREQUIREPEER: "the owner of a socket is not looked at",
  PGSSLCRLDIR: "give one file by PGSSLCRL",
  PGSSLCERTMODE: "the client certificate is sent where PGSSLCERT is given",
  PGSSLCOMPRESSION: "TLS is not compressed",
  PGSSLSNI: "the host name is always told",
  PGDATESTYLE: "set it on the role",
  PGTZ: "set it on the role",
  PGGEQO: "set it on the role",
  PGMINPROTOCOLVERSION: "the driver speaks protocol 3.0",
  PGMAXPROTOCOLVERSION: "the driver speaks protocol 3.0",
};

const urlVariables = ["POSTGRES_PRIMARY_URL", "POSTGRES_STANDBY_URL", "POSTGRES_LISTEN_URL"] as const;

/** libpq's variables among the given ones, written into the URLs that do not say so themselves. */
export function withPostgresEnvironment(given: GivenVariables): GivenVariables {
  const added = givenParameters(given).filter(({ problem }) => problem === undefined);
  if (added.length === 0) return given;
  const urls = urlVariables.flatMap((variable) => {
    const url = given[variable];
    return url === undefined ? [] : [[variable, withParameters(url, added)] as const];
  });
  return { ...given, ...Object.fromEntries(urls) };
}

/** A sentence for each of libpq's variables that is there and not used. */
export function postgresEnvironmentWarnings(given: GivenVariables): string[] {
  if (urlVariables.every((variable) => given[variable] === undefined)) return [];
  return Object.entries(unused).flatMap(([variable, reason]) =>
    given[variable] === undefined ? [] : [`${variable}: is not used: ${reason}`],
  );
}

/** What is wrong with those that are used. */
export function postgresEnvironmentProblems(given: GivenVariables): ConfigProblem[] {
  return givenParameters(given).flatMap(({ problem }) => problem ?? []);
}

/** Empty where no URL could use them: the embedded servers do not. */
function givenParameters(given: GivenVariables) {
  if (urlVariables.every((variable) => given[variable] === undefined)) return [];
  return Object.entries(parameters).flatMap(([variable, name]) => {
    const value = given[variable];
    return value === undefined ? [] : [{ name, value, problem: findProblem(variable, name, value) }];
  });
}

function findProblem(variable: string, name: string, value: string): ConfigProblem | undefined {
  if (placeParameters.some((place) => place === name)) return undefined;
  try {
    readParameters(new URLSearchParams([[name, value]]));
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    return { variable, reason: error.message, example: `unset ${variable}` };
  }
}

function withParameters(url: string, added: readonly { name: string; value: string }[]): string {
  const [before = "", query = ""] = url.split(/\?(.*)/s);
  const has = new URLSearchParams(query);
  const says = saysBefore(before);
  const missing = added.filter(({ name }) => !has.has(name) && !says(name));
  const more = new URLSearchParams(missing.map(({ name, value }) => [name, value])).toString();
  return more === "" ? url : `${before}?${[query, more].filter((part) => part !== "").join("&")}`;
}

/** Which of user, password and database the part before the `?` names. */
function saysBefore(before: string): (name: string) => boolean {
  const [, authority = "", path = ""] = /^[^:]+:\/\/([^/]*)\/?(.*)$/s.exec(before) ?? [];
  const at = authority.lastIndexOf("@");
  const [user = "", password] = authority.slice(0, Math.max(at, 0)).split(/:(.*)/s);
  return (name) =>
    (name === "user" && user !== "") ||
    (name === "password" && password !== undefined) ||
    (name === "dbname" && path !== "");
}
