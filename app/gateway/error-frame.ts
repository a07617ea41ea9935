import { AppError, isAppError } from "#app/core/app-error.ts";
import type { FrameOf, ServerFrame } from "#app/protocol/frames.ts";
import { errorTable } from "#app/protocol/errors.ts";

/** Hears of every error told to a client; `error` is set for those that nobody expected. */
export type ReportError = (code: string, error: unknown) => void;

export function toErrorFrame(
  error: unknown,
  ref: string | undefined,
  reportError: ReportError,
): FrameOf<ServerFrame, "error"> {
  const { code, message } = isAppError(error) ? error : new AppError("internal");
  reportError(code, code === "internal" ? error : undefined);
  return {
    type: "error",
    code,
    message,
    retryable: errorTable[code].retryable,
    ...(ref !== undefined && { ref }),
  };
}
