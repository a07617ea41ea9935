const maxLength = 200;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** The sentence inside an error body: `{error}`, `{error:{message}}`, `{message}` or `{detail}`. */
export function findErrorText(body: unknown): string | undefined {
  if (typeof body === "string") return body;
  if (!isRecord(body)) return undefined;
  for (const key of ["error", "message", "detail"]) {
    const text = findErrorText(body[key]);
    if (text) return text;
  }
  return undefined;
}

/** The sentence of an error response, be it JSON or plain text; HTML has none. */
export function findErrorTextOfBody(contentType: string, body: string): string | undefined {
  if (contentType.includes("html") || body.trimStart().startsWith("<")) return undefined;
  try {
    return findErrorText(JSON.parse(body));
  } catch {
    return contentType.startsWith("text/plain") ? body : undefined;
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
  const line = text?.replaceAll(/\s+/gu, " ").trim();
  if (!line || addressPattern.test(line) || inputPattern.test(line)) return undefined;
  if (secrets.some((secret) => secret !== "" && line.includes(secret))) return undefined;
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
