import type { IncomingMessage } from "node:http";

import type { SizeLimits } from "./event-size-meter.ts";
import type { SendRequest } from "./origin-bound-request.ts";
import { readText } from "./read-text.ts";
import { createResponseStream } from "./response-stream.ts";
import { findErrorTextOfBody } from "./server-text.ts";
import { UpstreamError } from "./upstream-error.ts";

const limits: SizeLimits = { maxEventBytes: 1024 * 1024, maxStreamBytes: 64 * 1024 * 1024 };
const errorBodyLimit = { maxBytes: 64 * 1024, timeoutMs: 1_000 };

/** Seconds or a date, by RFC 9110. */
function parseRetryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/u.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

async function toHttpError(response: IncomingMessage, contentType: string): Promise<UpstreamError> {
  const body = await readText(response, errorBodyLimit);
  return new UpstreamError({
    kind: "http",
    status: response.statusCode ?? 0,
    text: findErrorTextOfBody(contentType, body),
    retryAfterMs: parseRetryAfterMs(response.headers["retry-after"]),
  });
}

/** A body that says why, sent with status 200 but not as a stream. */
async function toStatusOkError(response: IncomingMessage, contentType: string): Promise<UpstreamError> {
  const text = findErrorTextOfBody(contentType, await readText(response, errorBodyLimit));
  if (text !== undefined && contentType.startsWith("application/json")) {
    return new UpstreamError({ kind: "in_band", text });
  }
  return new UpstreamError({ kind: "protocol", detail: "the content type is not text/event-stream" });
}

interface ChatPost {
  /** Replaces the body, and adds to the headers, that the caller of the returned function gives. */
  body: string;
  headers: Record<string, string>;
  signal: AbortSignal;
}

/**
 * A `fetch` for one chat request. It stays on the sender's origin, follows no redirect, and fails with
 * UpstreamError on any response that is not an event stream, so its caller sees good responses only.
 */
export function createEventStreamFetch(send: SendRequest, post: ChatPost): typeof fetch {
  return async function fetchEventStream(input, init) {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = { ...Object.fromEntries(new Headers(init?.headers)), ...post.headers };
    const { signal, body } = post;
    const response = await send(url, { method: "POST", headers, body, signal });
    const status = response.statusCode ?? 0;
    const contentType = response.headers["content-type"]?.toLowerCase() ?? "";
    if (status < 200 || status > 299) throw await toHttpError(response, contentType);
    if (!contentType.includes("text/event-stream")) throw await toStatusOkError(response, contentType);
    const head = new Response(null, { status, headers: { "content-type": "text/event-stream" } });
    return Object.defineProperty(head, "body", { value: createResponseStream(response, signal, limits) });
  };
}
