import type { IncomingHttpHeaders } from "node:http";

/** How a response ended: `finished` by the server's own end, `aborted` when the connection went first. */
export type CloseOutcome = "finished" | "aborted";

export interface RecordedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed when it is JSON, else the text as it came. */
  body: unknown;
  /** By performance.now(). */
  atMs: number;
  /** Number of the TCP connection that carried it, from 1. */
  connection: number;
  /** Resolves when the response is over, with the time of performance.now(). */
  closed: Promise<{ outcome: CloseOutcome; atMs: number }>;
}

/**
 * One step of a response. Waits are relative to the previous due time, so a paced stream does not drift.
 * `clean` ends the HTTP body properly; `fin` and `reset` cut the TCP connection; `hold` leaves it open.
 */
export type Step =
  { send: string | Uint8Array } | { waitMs: number } | { end: "clean" | "fin" | "reset" | "hold" };

export interface Script {
  status: number;
  headers: Record<string, string>;
  /** May be endless; a script without an `end` step ends cleanly. */
  steps: Iterable<Step>;
  /** False sends the body without chunked framing, as an HTTP/1.0 style proxy does: a cut then looks clean. */
  chunked?: boolean;
  /** What the same answer is without streaming. */
  whole?: () => { text: string; finishReason: string; completionTokens: number };
}

export type MakeScript = (request: RecordedRequest) => Script;

/** What to answer: fixed, or made from the request. */
export type Answer = Script | MakeScript;

export function resolveAnswer(answer: Answer, request: RecordedRequest): Script {
  return typeof answer === "function" ? answer(request) : answer;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The request's JSON object, or an empty one. */
export function bodyOf(request: RecordedRequest): Record<string, unknown> {
  return isRecord(request.body) ? request.body : {};
}

/** A text field of the request, or the fallback. */
export function textField(request: RecordedRequest, key: string, fallback: string): string {
  const value = bodyOf(request)[key];
  return typeof value === "string" ? value : fallback;
}

/** Texts of the request's messages, in order. */
export function messagesOf(request: RecordedRequest): { role: string; content: string }[] {
  const { messages } = bodyOf(request);
  if (!Array.isArray(messages)) return [];
  return messages.filter(isRecord).map(({ role, content }) => ({
    role: typeof role === "string" ? role : "",
    content: typeof content === "string" ? content : "",
  }));
}

export function lastUserText(request: RecordedRequest): string {
  return messagesOf(request).findLast((message) => message.role === "user")?.content ?? "";
}
