import http, { type IncomingMessage } from "node:http";
import https from "node:https";

import { UpstreamError } from "./upstream-error.ts";

export interface OutgoingRequest {
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: string | undefined;
  /** Destroys the connection, at any time until the response is over. */
  signal: AbortSignal;
}

/**
 * Sends to one origin and refuses every other. Follows no redirect. Resolves with the response's head.
 * @throws UpstreamError of kind `connection`; the signal's reason when aborted.
 */
export type SendRequest = (url: URL, request: OutgoingRequest) => Promise<IncomingMessage>;

/** Some servers close idle connections after 5 s; ours must be gone before that or the next request is reset. */
const idleTimeoutMs = 4_000;

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.name;
}

/**
 * @param base the model server's URL; http or https.
 * @throws TypeError when it is not.
 */
export function createOriginBoundSender(base: URL): SendRequest {
  if (base.protocol !== "http:" && base.protocol !== "https:") {
    throw new TypeError("The model server's URL must start with http:// or https://.");
  }
  const transport = base.protocol === "https:" ? https : http;
  // Without a limit on sockets: one would queue streams silently.
  const agent = new transport.Agent({ keepAlive: true, maxSockets: Infinity, timeout: idleTimeoutMs });

  function open(url: URL, { method, headers, body, signal }: OutgoingRequest): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = transport.request(url, { agent, method, headers });
      const onAbort = () => request.destroy();
      signal.addEventListener("abort", onAbort, { once: true });
      request.once("close", () => signal.removeEventListener("abort", onAbort));
      request.on("error", (error) => reject(new UpstreamError({ kind: "connection", code: codeOf(error) })));
      request.once("response", resolve);
      request.end(body);
    });
  }

  return async function send(url, request) {
    if (url.origin !== base.origin) {
      throw new TypeError("A request to another host than the model server was refused.");
    }
    request.signal.throwIfAborted();
    try {
      return await open(url, request);
    } catch (error) {
      // Else a stop would look like a cut connection.
      request.signal.throwIfAborted();
      throw error;
    }
  };
}
