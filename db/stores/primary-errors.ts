import { AppError } from "#app/core/app-error.ts";
import { UnstorableError } from "#app/core/turn/storable-end.ts";
import { databaseErrorCode, isCancelled, isServerAway } from "../server-away.ts";

/**
 * Runs a write, and says it clearly when the primary is away, or so slow that it gave the statement up.
 * @throws AppError database_unavailable
 */
export async function orUnavailable<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isServerAway(error) && !isCancelled(error)) throw error;
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
