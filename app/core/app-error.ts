import { errorTable, isErrorCode, type ErrorCode } from "#app/protocol/errors.ts";

export interface AppErrorOptions {
  /** What a person may read instead of the table's text, for example the field that is wrong. */
  message?: string;
  /** What only the log may see. */
  cause?: unknown;
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number;
}

/** An error that was expected: it has a code of the error table and a text that a person may read. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? errorTable[code].message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** By shape, not by `instanceof`: the server bundle and the Remix build each hold a copy of the class. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError" && "code" in error && isErrorCode(error.code);
}
