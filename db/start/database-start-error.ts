import { explainFailure } from "./explain-failure.ts";
import { asTlsRefusal } from "./tls-refusal.ts";

/** The variable that names a server. */
export type UrlVariable = "POSTGRES_PRIMARY_URL" | "POSTGRES_STANDBY_URL" | "POSTGRES_LISTEN_URL";

/** The database cannot be used as it is; the message tells the operator the variable, the cause and the remedy. */
export class DatabaseStartError extends Error {
  override name = "DatabaseStartError";

  constructor(variable: UrlVariable, reason: string, options?: ErrorOptions) {
    super(`${variable}: ${reason}.`, options);
  }
}

/** Runs a part of the start, unless `signal` fires; what fails for reasons of the server is told in the operator's words. */
export async function explained<T>(
  { variable, url, signal }: { variable: UrlVariable; url: string; signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof DatabaseStartError) throw error;
    throw new DatabaseStartError(variable, explainFailure(await asTlsRefusal(error, url), url), {
      cause: error,
    });
  }
}
