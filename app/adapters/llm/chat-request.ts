import type { IncomingMessage } from "node:http";

import { getProviderHelper, makeRequestOptions } from "@huggingface/inference";

import type { SendRequest } from "./origin-bound-request.ts";
import { readText } from "./read-text.ts";
import { readErrorBody } from "./server-text.ts";
import { UpstreamError } from "./upstream-error.ts";

const errorBodyLimit = { maxBytes: 64 * 1024, timeoutMs: 1_000 };

/** Where chats of one server go, and with which headers. */
export interface ChatEndpoint {
  url: URL;
  headers: Record<string, string>;
}

/** As the Hugging Face client would ask this server; the body is ours alone. */
export async function findChatEndpoint(url: string, apiKey: string | undefined): Promise<ChatEndpoint> {
  const helper = getProviderHelper("hf-inference", "conversational");
  const { url: chatUrl, info } = await makeRequestOptions(
    { endpointUrl: url, model: "-", inputs: "", ...(apiKey && { accessToken: apiKey }) },
    helper,
    { task: "conversational" },
  );
  return { url: new URL(chatUrl), headers: Object.fromEntries(new Headers(info.headers)) };
}

/** Seconds or a date, by RFC 9110. */
function parseRetryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/u.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** The target of a redirect without what could be secret in it. */
function findTarget({ statusCode = 0, headers }: IncomingMessage, from: URL): string | undefined {
  if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return undefined;
  if (!URL.canParse(headers.location, from)) return "an address that is none";
  const { origin, pathname } = new URL(headers.location, from);
  return `${origin}${pathname}`.slice(0, 200);
}

async function toHttpError(response: IncomingMessage, from: URL): Promise<UpstreamError> {
  const contentType = response.headers["content-type"]?.toLowerCase() ?? "";
  const said = readErrorBody(contentType, await readText(response, errorBodyLimit));
  return new UpstreamError({
    kind: "http",
    status: response.statusCode ?? 0,
    text: said?.text,
    overflow: said?.overflow,
    retryAfterMs: parseRetryAfterMs(response.headers["retry-after"]),
    redirectsTo: findTarget(response, from),
  });
}

interface ChatPost {
  body: string;
  requestId: string;
  signal: AbortSignal;
}

/**
 * Asks for one chat; stays on the sender's origin and follows no redirect.
 * @throws UpstreamError for every status but 2xx
 */
export async function postChat(
  send: SendRequest,
  { url, headers }: ChatEndpoint,
  { body, requestId, signal }: ChatPost,
): Promise<IncomingMessage> {
  const ours = { accept: "text/event-stream", "x-request-id": requestId };
  const response = await send(url, { method: "POST", headers: { ...headers, ...ours }, body, signal });
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299) throw await toHttpError(response, url);
  return response;
}
