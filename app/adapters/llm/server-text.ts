import { cleanLine } from "./clean-line.ts";

const maxLength = 200;
/** Of an error's words, what is looked at to tell errors apart. */
const maxReadLength = 4_000;
/** Errors lie in each other: `{error: {message: {detail: …}}}`. */
const maxDepth = 5;
const textKeys = ["error", "message", "detail", "msg", "error_message", "reason"];

/** What a server says of an error. */
export interface ServerError {
  text: string;
  /** Set when the prompt is too long for the model's window. */
  overflow?: { contextLength: number | undefined } | undefined;
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

/** The sentence inside an error body: `{error}`, `{error:{message}}`, `{message}`, `{detail:[{msg}]}` and the like. */
export function findErrorText(body: unknown, depth = 0): string | undefined {
  if (typeof body === "string") return body;
  if (depth >= maxDepth || !isFields(body)) return undefined;
  if (Array.isArray(body)) return findErrorText(body[0], depth + 1);
  for (const key of textKeys) {
    const text = findErrorText(body[key], depth + 1);
    if (text) return text;
  }
  return undefined;
}

/** Whether the `error` field of a chunk bears one: servers also send it empty. */
export function bearsError(error: unknown): boolean {
  if (!isFields(error)) return error !== undefined && error !== null && error !== false && error !== "";
  return Object.values(error).some((value) => value !== null && value !== "");
}

const overflowNames = ["exceed_context_size_error", "context_length_exceeded", "ContextWindowExceededError"];
const overflowPattern =
  /context[ _-](?:length|size|window)|maximum (?:model|sequence|prompt|input) length|(?:prompt|input|request|message|conversation)s? (?:is|are|was) too long|longer than the (?:model|maximum)|tokens.{0,80}must be <= \d|`inputs` must have less than \d/iu;
/** Behind the words for the window, within a few characters: 4096 of "maximum context length is 4096 tokens". */
const windowPattern =
  /(?:context (?:length|size|window)|model length|`max_new_tokens` must be|`inputs` must have less than)[^\d]{0,24}(\d{2,9})/iu;

function findWindow(body: unknown, text: string): number | undefined {
  const inner = isFields(body) && isFields(body["error"]) ? body["error"] : body;
  const told: unknown = isFields(inner) ? inner["n_ctx"] : undefined;
  if (typeof told === "number" && Number.isInteger(told) && told > 0) return told;
  const found = windowPattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

function isOverflow(body: unknown, text: string): boolean {
  const inner = isFields(body) && isFields(body["error"]) ? body["error"] : body;
  const names = isFields(inner) ? [inner["type"], inner["code"], inner["error_type"]] : [];
  return names.some((name) => overflowNames.some((known) => known === name)) || overflowPattern.test(text);
}

/** What a body says of an error, be it JSON of any shape or plain text. */
export function readServerError(body: unknown): ServerError | undefined {
  const text = findErrorText(body)?.slice(0, maxReadLength);
  if (text === undefined) return undefined;
  const overflow = isOverflow(body, text) ? { contextLength: findWindow(body, text) } : undefined;
  return { text, ...(overflow && { overflow }) };
}

/** What an error response says, be it JSON or plain text; HTML says nothing. */
export function readErrorBody(contentType: string, body: string): ServerError | undefined {
  if (contentType.includes("html") || body.trimStart().startsWith("<")) return undefined;
  try {
    return readServerError(JSON.parse(body));
  } catch {
    return contentType.startsWith("text/plain") ? readServerError(body) : undefined;
  }
}

/** Addresses: a scheme, an IPv4 address, a dotted name with a letters-only end, a name with a port. */
const addressPattern =
  /\w:\/\/|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b|\b[a-z][\w-]*:\d{2,5}\b|\blocalhost\b/iu;

/** Validation errors of Python servers repeat the input, which is the chat. */
const inputPattern = /['"]?\binput(?:_value)?['"]?\s*[:=]\s*['"[{]|<\w+[\s>/]/iu;

/**
 * The server's words in at most 200 characters, if a person may read them.
 * @param secrets texts that must not be in it, such as the API key and the host's name.
 */
export function findPublicText(text: string | undefined, secrets: readonly string[]): string | undefined {
  // Judged before it is cut: the cut would hide the end of an address, and leave its beginning.
  const whole = text === undefined ? "" : cleanLine(text, maxReadLength);
  const judged = whole.slice(0, 2 * maxLength);
  if (whole === "" || addressPattern.test(judged) || inputPattern.test(judged)) return undefined;
  if (secrets.some((secret) => secret !== "" && whole.includes(cleanLine(secret, maxReadLength)))) {
    return undefined;
  }
  return cleanLine(whole, maxLength);
}
