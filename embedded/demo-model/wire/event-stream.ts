import { once } from "node:events";
import type { ServerResponse } from "node:http";

const keepAliveMs = 15_000;

/** A stream of server-sent events in the bytes of axum: `data: …` and a blank line, a comment after 15 s of silence. */
export interface EventStream {
  /** Resolves when the socket can take more. */
  send(data: unknown): Promise<void>;
  /** Sends the `[DONE]` of the OpenAI API. */
  sendDone(): Promise<void>;
  /** Ends the response. */
  end(): void;
}

export function openEventStream(
  response: ServerResponse,
  { signal, headers }: { signal: AbortSignal; headers: Record<string, string> },
): EventStream {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",
    ...headers,
  });
  response.flushHeaders();
  const keepAlive = setInterval(() => response.write(":\n\n"), keepAliveMs);
  response.once("close", () => clearInterval(keepAlive));

  const write = async (text: string) => {
    keepAlive.refresh();
    if (!response.write(text)) await once(response, "drain", { signal });
  };
  return {
    send: (data) => write(`data: ${JSON.stringify(data)}\n\n`),
    sendDone: () => write("data: [DONE]\n\n"),
    end: () => response.end(),
  };
}
