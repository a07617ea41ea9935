import type { IncomingMessage, ServerResponse } from "node:http";
import type { DemoModel } from "../model.ts";

/** One request and its answer. */
export interface Exchange {
  model: DemoModel;
  request: IncomingMessage;
  response: ServerResponse;
  /** Fires when the client closes before the answer is complete. */
  signal: AbortSignal;
}

export type Handler = (exchange: Exchange) => Promise<void> | void;

export function sendJson(
  response: ServerResponse,
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": bytes.length,
    ...headers,
  });
  response.end(bytes);
}
