import { readChatEvents } from "./chat-events.ts";
import { postChat, type ChatEndpoint } from "./chat-request.ts";
import type { SizeLimits } from "./event-size-meter.ts";
import type { SendRequest } from "./origin-bound-request.ts";
import { createResponseStream } from "./response-stream.ts";

const limits: SizeLimits = { maxEventBytes: 1024 * 1024, maxStreamBytes: 64 * 1024 * 1024 };

interface ChatConnection {
  endpoint: Promise<ChatEndpoint>;
  send: SendRequest;
}

export interface ChatStream {
  /** JSON documents as they came, all that have arrived at a time. Fails with UpstreamError or the signal's reason. */
  readonly documents: AsyncIterable<readonly string[]>;
  /** At the stream's end the connection goes back to the pool; before it, it is closed at once. */
  close(at: "end" | "before_end"): void;
}

/**
 * One try of one streamed chat completion; sent when the documents are first asked for. The connection is closed at
 * once when the signal aborts.
 */
export function openChat(
  { endpoint, send }: ChatConnection,
  { body, requestId, signal }: { body: string; requestId: string; signal: AbortSignal },
): ChatStream {
  const attempt = new AbortController();
  const abortAttempt = () => attempt.abort(signal.reason);
  if (signal.aborted) abortAttempt();
  signal.addEventListener("abort", abortAttempt, { once: true });

  async function ask(): Promise<AsyncGenerator<readonly string[], void, undefined>> {
    const response = await postChat(send, await endpoint, { body, requestId, signal: attempt.signal });
    const contentType = response.headers["content-type"]?.toLowerCase() ?? "";
    return readChatEvents(createResponseStream(response, attempt.signal, limits), contentType);
  }

  return {
    documents: {
      async *[Symbol.asyncIterator]() {
        yield* await ask();
      },
    },
    close(at) {
      signal.removeEventListener("abort", abortAttempt);
      if (at === "before_end") attempt.abort();
    },
  };
}
