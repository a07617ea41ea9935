import type { LlmSettings } from "./llm-settings.ts";
import type { OutgoingRequest, SendRequest } from "./origin-bound-request.ts";
import { readText } from "./read-text.ts";

/** The tokens of a whole window take some megabytes as JSON. */
const bodyLimit = { maxBytes: 16 * 1024 * 1024, timeoutMs: 2_000 };

export interface SideAnswer {
  status: number;
  /** The body, or undefined when the status is not 200 or it is not JSON. */
  json(): unknown;
}

/** Small questions to the model server beside the chat. */
export interface SideRequests {
  /** @throws UpstreamError; the signal's reason when aborted. */
  get(path: string, signal: AbortSignal): Promise<SideAnswer>;
  /** @throws like `get` */
  post(path: string, body: unknown, signal: AbortSignal): Promise<SideAnswer>;
}

function findJson(status: number, text: string): unknown {
  if (status !== 200) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function createSideRequests(settings: LlmSettings, send: SendRequest): SideRequests {
  const headers: Record<string, string> = settings.apiKey
    ? { authorization: `Bearer ${settings.apiKey}` }
    : {};
  async function ask(path: string, request: OutgoingRequest): Promise<SideAnswer> {
    const response = await send(new URL(`${settings.url}${path}`), request);
    const text = await readText(response, bodyLimit);
    request.signal.throwIfAborted();
    const status = response.statusCode ?? 0;
    return { status, json: () => findJson(status, text) };
  }

  return {
    get: (path, signal) => ask(path, { method: "GET", headers, signal }),
    post: (path, body, signal) =>
      ask(path, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
        signal,
      }),
  };
}
