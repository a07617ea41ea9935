import { data } from "@remix-run/node";
import { isAppError } from "#app/core/app-error.ts";
import type { RequestServices } from "#app/load-context.ts";
import { errorTable, type ErrorCode } from "#app/protocol/errors.ts";

/** What an error boundary gets to show. */
export interface PageError {
  code: ErrorCode;
  message: string;
}

type ErrorReport = Pick<RequestServices, "reportError">;

/** To be thrown from a loader or an action: ends in the nearest error boundary, with the right status. */
export function pageError(code: ErrorCode, options: { message?: string; retryAfterSeconds?: number } = {}) {
  const { status, message } = errorTable[code];
  const headers = options.retryAfterSeconds === undefined ? {} : retryAfter(options.retryAfterSeconds);
  return data<PageError>({ code, message: options.message ?? message }, { status, headers });
}

/** Runs the work of a page; what was expected to go wrong becomes a designed page. */
export async function answerPage<T>({ reportError }: ErrorReport, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { code, message, retryAfterSeconds } = error;
    reportError(code, undefined);
    throw pageError(code, retryAfterSeconds === undefined ? { message } : { message, retryAfterSeconds });
  }
}

function retryAfter(seconds: number) {
  return { "Retry-After": String(seconds) };
}
