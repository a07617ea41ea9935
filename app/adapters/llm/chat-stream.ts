import { InferenceClientProviderApiError, type InferenceClient } from "@huggingface/inference";

import { parseChatChunk, type ChatChunk } from "./chat-chunk.ts";
import { createEventStreamFetch } from "./event-stream-fetch.ts";
import type { SendRequest } from "./origin-bound-request.ts";
import { findErrorText } from "./server-text.ts";
import { UpstreamError } from "./upstream-error.ts";

/**
 * The client's errors hold the request, and JSON's hold a piece of the answer: neither may reach a log.
 * Errors of this folder and abort reasons pass.
 */
function toUpstreamError(error: unknown): unknown {
  if (error instanceof InferenceClientProviderApiError) {
    return new UpstreamError({ kind: "in_band", text: findErrorText(error.httpResponse.body) ?? "" });
  }
  if (error instanceof SyntaxError) {
    return new UpstreamError({ kind: "protocol", detail: "an event is not JSON" });
  }
  return error;
}

export interface ChatConnection {
  client: InferenceClient;
  send: SendRequest;
}

/**
 * One try of one streamed chat completion. The connection is closed at once when the reader stops early, an error
 * comes or the signal aborts; after a whole answer it goes back to the pool.
 * @throws UpstreamError; the signal's reason when aborted.
 */
export async function* streamChat(
  { client, send }: ChatConnection,
  { body, requestId, signal }: { body: string; requestId: string; signal: AbortSignal },
): AsyncGenerator<ChatChunk, void, undefined> {
  const attempt = new AbortController();
  const abortAttempt = () => attempt.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener("abort", abortAttempt, { once: true });
  let hasEnded = false;
  const fetchEventStream = createEventStreamFetch(send, {
    body,
    headers: { accept: "text/event-stream", "x-request-id": requestId },
    signal: attempt.signal,
  });
  try {
    // The body is ours alone: the client refuses model ids that look like a path, takes some fields for its own
    // options and keeps the chat in its errors.
    const stream = client.chatCompletionStream(
      { model: "-", messages: [] },
      { fetch: fetchEventStream, retry_on_error: false },
    );
    for await (const chunk of stream) yield parseChatChunk(chunk);
    hasEnded = true;
  } catch (error) {
    throw toUpstreamError(error);
  } finally {
    signal.removeEventListener("abort", abortAttempt);
    // Not after an end: that would take the connection from the pool.
    if (!hasEnded) attempt.abort();
  }
}
