import { InferenceClientProviderApiError, type InferenceClient } from "@huggingface/inference";

import { createEventStreamFetch } from "./event-stream-fetch.ts";
import type { SendRequest } from "./origin-bound-request.ts";
import { findErrorText } from "./server-text.ts";
import { UpstreamError } from "./upstream-error.ts";

/**
 * The client's errors hold the request, and JSON's hold a piece of the answer: neither may reach a log.
 * Errors of this folder and abort reasons pass.
 */
export function toUpstreamError(error: unknown): unknown {
  if (error instanceof InferenceClientProviderApiError) {
    return new UpstreamError({ kind: "in_band", text: findErrorText(error.httpResponse.body) ?? "" });
  }
  if (error instanceof SyntaxError) {
    return new UpstreamError({ kind: "protocol", detail: "an event is not JSON" });
  }
  return error;
}

interface ChatConnection {
  client: InferenceClient;
  send: SendRequest;
}

export interface ChatStream {
  /** The chunks as they came, not checked. Fails with what `toUpstreamError` takes. */
  readonly chunks: AsyncIterable<unknown>;
  /** At the stream's end the connection goes back to the pool; before it, it is closed at once. */
  close(at: "end" | "before_end"): void;
}

/**
 * One try of one streamed chat completion; sent when the chunks are first asked for. The connection is closed at once
 * when the signal aborts. Not a generator of its own, since each layer of them costs about 1 µs per token.
 */
export function openChat(
  { client, send }: ChatConnection,
  { body, requestId, signal }: { body: string; requestId: string; signal: AbortSignal },
): ChatStream {
  const attempt = new AbortController();
  const abortAttempt = () => attempt.abort(signal.reason);
  if (signal.aborted) abortAttempt();
  signal.addEventListener("abort", abortAttempt, { once: true });
  const fetchEventStream = createEventStreamFetch(send, {
    body,
    headers: { accept: "text/event-stream", "x-request-id": requestId },
    signal: attempt.signal,
  });
  // The body is ours alone: the client refuses model ids that look like a path, takes some fields for its own
  // options and keeps the chat in its errors.
  const chunks = client.chatCompletionStream(
    { model: "-", messages: [] },
    { fetch: fetchEventStream, retry_on_error: false },
  );
  return {
    chunks,
    close(at) {
      signal.removeEventListener("abort", abortAttempt);
      if (at === "before_end") attempt.abort();
    },
  };
}
