import { AppError, isAppError } from "#app/core/app-error.ts";
import { errorTable } from "#app/protocol/errors.ts";

/** Hears of every error told to a client; `error` is set for those that nobody expected. */
export type ReportError = (code: string, error: unknown) => void;

/** The contract's JSON for an error. What was not expected becomes `internal` and says nothing of its cause. */
export function errorResponse(error: unknown, reportError: ReportError): Response {
  const known = isAppError(error) ? error : new AppError("internal");
  reportError(known.code, isAppError(error) ? undefined : error);
  const headers = new Headers();
  const retryAfter = known.retryAfterSeconds ?? (known.code === "rate_limited" ? 1 : undefined);
  if (retryAfter !== undefined) headers.set("Retry-After", String(retryAfter));
  return Response.json(
    { error: { code: known.code, message: known.message } },
    { status: errorTable[known.code].status, headers },
  );
}
