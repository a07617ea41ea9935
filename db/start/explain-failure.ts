import { readConnectionOptions } from "../connection-options.ts";
import { databaseErrorCode } from "../server-away.ts";

interface Place {
  user: string;
  database: string;
  hosts: string;
}

type Explanation = (place: Place) => string;

/** What a start or a look failed with: the cause, and what to do. By SQLSTATE, or by the code of the system. */
const explanations: Readonly<Record<string, Explanation>> = {
  "28P01": ({ user }) =>
    `the password of the role "${user}" is wrong. Correct it in the URL, special characters percent-encoded, or set it anew: alter role "${user}" password '…'`,
  "28000": ({ user, database }) =>
    `the server does not let the role "${user}" in. Create the role, or add a line for it and the database "${database}" to pg_hba.conf; where that wants encryption, add sslmode=require to the URL`,
  "3D000": ({ database }) =>
    `there is no database "${database}". Create it: create database "${database}" encoding 'UTF8' template template0`,
  "42501": ({ user }) =>
    `the role "${user}" lacks a right. Grant it, as the operator's page shows under Roles, or name another role`,
  "53300": () =>
    "the server has no connection left. Raise max_connections, or lower max=… in the URLs of all processes",
  "57P03": () => "the server is starting, stopping or recovering. Start again when it is ready",
  "57014": () => "the server gave a statement up that took too long. Look what holds it (pg_stat_activity)",
  "55P03": () => "another session holds a table. Look which (pg_stat_activity), and start again",
  "08P01": () =>
    "the server or the pooler before it refuses how it is spoken to. A transaction pooler wants prepare=false in the URL",
  ENOTFOUND: ({ hosts }) => `the name ${hosts} is not known. Correct the host in the URL`,
  EAI_AGAIN: ({ hosts }) => `the name ${hosts} cannot be looked up at the moment. Look at the name service`,
  ECONNREFUSED: ({ hosts }) =>
    `nothing listens at ${hosts}. Start PostgreSQL there, look at listen_addresses, or correct host and port`,
  ECONNRESET: ({ hosts }) =>
    `the connection to ${hosts} was cut. Look at the server's log and at what is between`,
  CONNECT_TIMEOUT: ({ hosts }) =>
    `${hosts} did not answer in time. Look whether a firewall is between, or correct host and port`,
  ENETUNREACH: ({ hosts }) =>
    `there is no way to the network of ${hosts}. Look at the routes of this machine`,
  EHOSTUNREACH: ({ hosts }) => `there is no way to ${hosts}. Look at the network and correct the host`,
  ENOENT: ({ hosts }) => `there is no socket in ${hosts}. Start PostgreSQL, or correct the directory`,
  EACCES: ({ hosts }) =>
    `the socket in ${hosts} must not be used by this account. Look at unix_socket_permissions`,
  TLS_REFUSED: ({ hosts }) =>
    `the server at ${hosts} speaks no TLS, which sslmode asks for. Set ssl = on there, or sslmode=disable where the network is your own`,
  CERT_HAS_EXPIRED: ({ hosts }) => `the certificate of ${hosts} has expired. Renew it`,
  ERR_TLS_CERT_ALTNAME_INVALID: ({ hosts }) =>
    `the certificate is not for ${hosts}. Name the host as the certificate does, or use sslmode=verify-ca`,
  SASL_SIGNATURE_MISMATCH: ({ hosts }) =>
    `${hosts} cannot prove that it knows the password: it may be another server`,
  UNREADABLE_FILE: () => "a file that it names cannot be read. Correct its path or its rights",
};

const certificate: Explanation = ({ hosts }) =>
  `the certificate of ${hosts} cannot be trusted. Name its authority: sslrootcert=/path/to/ca.pem`;

/** Two sentences for an operator: why the server cannot be used, and what to do. Holds no secret. */
export function explainFailure(error: unknown, url: string): string {
  const code = databaseErrorCode(error) ?? "";
  const told = innermostMessage(error);
  const explain =
    explanations[code] ??
    (/^(CERT|CRL|UNABLE|SELF_SIGNED|DEPTH_ZERO|INVALID_CA)/.test(code) ? certificate : undefined);
  const cause = explain?.(placeOf(url)) ?? `the server cannot be used`;
  return `${cause}. The server or the system says: ${told}${code === "" || told.includes(code) ? "" : ` (${code})`}`;
}

function placeOf(url: string): Place {
  const { username, database, host, port } = withoutFiles(url);
  return {
    user: username,
    database,
    hosts: host.map((name, index) => `${name}:${port[index] ?? ""}`).join(", "),
  };
}

/** The files of TLS may be what failed. */
function withoutFiles(url: string) {
  return readConnectionOptions(url.replace(/\?.*$/s, ""));
}

function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return innermostMessage(error.cause);
  const first = error instanceof AggregateError ? (error.errors as unknown[])[0] : undefined;
  return first === undefined ? error.message : innermostMessage(first);
}
