import { AppError } from "#app/core/app-error.ts";
import { UnstorableError } from "#app/core/turn/storable-end.ts";

/** postgres.js's own codes, and ours, for a server that is away. */
const connectionCodes = new Set([
  "DEADLINE",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENOTFOUND",
]);

/** SQLSTATE of servers that are starting, stopping, full, too slow or not (or no longer) the primary. */
const unavailableStates = /^(08|57P|57014|53|25006)/;

/** The code of a database error, also under drizzle's wrapper. */
export function databaseErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return databaseErrorCode(error.cause);
}

/** Whether the server is away, as opposed to a statement that it refused. */
export function isServerAway(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return code !== undefined && (connectionCodes.has(code) || unavailableStates.test(code));
}

/**
 * Runs a write, and says it clearly when the primary is away.
 * @throws AppError database_unavailable
 */
export async function orUnavailable<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isServerAway(error)) throw error;
    throw new AppError("database_unavailable", { cause: error, retryAfterSeconds: 5 });
  }
}

/** SQLSTATE of what is wrong with the data themselves (22), or beyond a limit of the server (54). */
const dataStates = /^(?:22|54)/;

/** @throws UnstorableError when the database will never take these data */
export async function orUnstorable<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = databaseErrorCode(error) ?? "";
    if (!dataStates.test(code)) throw error;
    throw new UnstorableError(`SQLSTATE ${code}`, { cause: error });
  }
}
