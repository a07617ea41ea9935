import type { SendFailure } from "./chat-state.ts";

export type ApiResult = { body: unknown; problem?: undefined } | { problem: SendFailure };

/** A call of the API by the page. Never throws: what goes wrong is for the person to read. */
export async function requestApi(
  path: string,
  { method = "GET", body, signal }: { method?: string; body?: unknown; signal?: AbortSignal } = {},
): Promise<ApiResult> {
  try {
    const response = await fetch(path, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json" },
      }),
      ...(signal && { signal }),
    });
    const text = await response.text();
    const answer: unknown = text === "" ? undefined : JSON.parse(text);
    return response.ok ? { body: answer } : { problem: problemOf(answer, response.status) };
  } catch {
    // Out of reach, given up, or an answer that is none of the server's.
    return { problem: { code: "offline", message: "The server cannot be reached.", retryable: true } };
  }
}

function problemOf(answer: unknown, status: number): SendFailure {
  const retryable = status >= 429;
  if (isError(answer)) return { code: answer.error.code, message: answer.error.message, retryable };
  return { code: "internal", message: `The server answered with status ${status}.`, retryable };
}

function isError(answer: unknown): answer is { error: { code: string; message: string } } {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return false;
  const { error } = answer;
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    typeof error.code === "string" &&
    "message" in error &&
    typeof error.message === "string"
  );
}
