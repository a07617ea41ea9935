/** The code of a database error, also under drizzle's wrapper. */
export function databaseErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return databaseErrorCode(error.cause);
}

/** As the server gives them, five characters. */
const sqlState = /^[0-9A-Z]{5}$/;

/**
 * SQLSTATE of servers that are starting, stopping, full or broken, that no longer let us in, or that are not (or no
 * longer) the primary: connection (08), sign-in (28), no such database (3D), resources (53), operator (57P), system
 * and input/output errors (58), storage (F0, XX001, XX002), read only.
 */
const awayState = /^(08|28|3D|53|57P|58|F0|XX00[12]|25006)/;

/** Names of the system and of its resolver, such as ECONNREFUSED and EAI_AGAIN. */
const systemCode = /^E[A-Z0-9]+(_[A-Z0-9]+)*$/;
/** Mistakes of a program, by Node's own names; only those of TLS are a server's. */
const nodeCode = /^ERR_/;
const tlsCode = /^ERR_(TLS|SSL|OSSL)/;

/** How OpenSSL calls what is wrong with a certificate. */
const certificateCode =
  /^(CERT|CRL|UNABLE|SELF_SIGNED|DEPTH_ZERO|ERROR_IN_C|INVALID_(CA|PURPOSE|NON_CA)|PATH_LENGTH|HOSTNAME_MISMATCH|SUBJECT_ISSUER|AKID|KEYUSAGE|UNHANDLED_CRITICAL|OUT_OF_MEM)/;

/** postgres.js's own codes, and ours, for a server that is away or not the one that was meant. */
const driverCodes = new Set([
  "DEADLINE",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "CONNECT_TIMEOUT",
  "SASL_SIGNATURE_MISMATCH",
  "AUTH_TYPE_NOT_IMPLEMENTED",
  "UNREADABLE_FILE",
]);

/** Whether the server is away, as opposed to a statement that it refused. */
export function isServerAway(error: unknown): boolean {
  const code = databaseErrorCode(error);
  if (code === undefined) return false;
  if (driverCodes.has(code)) return true;
  if (nodeCode.test(code)) return tlsCode.test(code);
  if (certificateCode.test(code)) return true;
  // EPIPE and its like have five letters too: no SQLSTATE begins with E.
  if (systemCode.test(code)) return true;
  return sqlState.test(code) && awayState.test(code);
}

/** Whether a statement was given up since it took too long, or somebody cancelled it. */
export function isCancelled(error: unknown): boolean {
  return databaseErrorCode(error) === "57014";
}
