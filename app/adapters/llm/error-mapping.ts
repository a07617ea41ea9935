import { AppError, isAppError } from "#app/core/app-error.ts";
import { errorTable, type ErrorCode } from "#app/protocol/errors.ts";
import { findPublicText } from "./server-text.ts";
import { UpstreamError, type UpstreamFault } from "./upstream-error.ts";

/** TGI gives every error inside a stream the same status, so only its words tell them apart. */
const overloadPattern = /overload|too many requests|queue is full|rate limit/iu;
const breakdownPattern = /during generation|cuda|out of memory/iu;
const rejectionPattern =
  /validation|template|tool error|must be|must have|at most|context (?:length|size|window)|too (?:long|large)|exceed|not supported|bad ?request|does not exist/iu;

const loadingPattern = /loading|is (?:still )?starting|warming up|not (?:yet )?(?:ready|loaded)/iu;

/** A server that is up while its model is not. */
function isLoading(fault: UpstreamFault): boolean {
  return fault.kind === "http" && fault.status === 503 && loadingPattern.test(fault.text ?? "");
}

function isOverload(fault: UpstreamFault): boolean {
  if (fault.kind === "in_band") return overloadPattern.test(fault.text);
  return fault.kind === "http" && (fault.status === 429 || overloadPattern.test(fault.text ?? ""));
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 504 || status === 408) return "model_timeout";
  if (status === 502 || status === 503 || status < 400) return "model_unavailable";
  if (status === 424 || status >= 500) return "model_failed";
  return "model_rejected";
}

function codeOf(fault: UpstreamFault, hasBegun: boolean): ErrorCode {
  if ("overflow" in fault && fault.overflow) return "model_context_exceeded";
  if (isLoading(fault)) return "model_loading";
  if (isOverload(fault)) return "model_overloaded";
  switch (fault.kind) {
    case "connection":
      return hasBegun ? "model_truncated" : "model_unavailable";
    case "http":
      return codeOfStatus(fault.status);
    case "in_band":
      if (breakdownPattern.test(fault.text)) return "model_failed";
      return rejectionPattern.test(fault.text) ? "model_rejected" : "model_failed";
    case "truncated":
      return "model_truncated";
    case "protocol":
    case "too_large":
      return "model_failed";
  }
}

/** What the server said is shown only where it helps the person: when it refused this request. */
function findMessage(code: ErrorCode, fault: UpstreamFault, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (code === "model_context_exceeded")
    return `${errorTable[code].message} The model server says: “${text}”.`;
  if (code !== "model_rejected") return undefined;
  if (fault.kind === "http" && (fault.status === 401 || fault.status === 403)) return undefined;
  return `The model server refused this request: “${text}”. Your message is saved.`;
}

/** A bare 503 says that it is away for now: a second is as good a guess as any. */
function findRetryAfterSeconds(fault: UpstreamFault): number | undefined {
  if (fault.kind !== "http") return undefined;
  if (fault.retryAfterMs === undefined) return fault.status === 503 ? 1 : undefined;
  return Math.ceil(fault.retryAfterMs / 1000);
}

/**
 * @param hasBegun whether a part of the answer was already given out.
 * @param secrets texts that must be neither in the message nor in the cause.
 */
export function toAppError(error: unknown, hasBegun: boolean, secrets: readonly string[]): AppError {
  if (isAppError(error)) return error;
  if (!(error instanceof UpstreamError)) return new AppError("model_failed", { cause: error });
  const { fault } = error;
  const code = codeOf(fault, hasBegun);
  const text = findPublicText("text" in fault ? fault.text : undefined, secrets);
  const message = findMessage(code, fault, text);
  const retryAfterSeconds = findRetryAfterSeconds(fault);
  return new AppError(code, {
    cause: new UpstreamError(fault, text),
    ...(message !== undefined && { message }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

/** The window that a server named when it refused a prompt as too long, in tokens. */
export function findOverflow(error: unknown): number | undefined {
  if (!(error instanceof UpstreamError) || !("overflow" in error.fault)) return undefined;
  return error.fault.overflow?.contextLength;
}
