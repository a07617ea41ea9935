import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { limits } from "../model.ts";
import { PlainError } from "../failures.ts";

/** Reads and checks a JSON body. @throws PlainError with the status and the text/plain body of axum's extractor */
export async function readJson<S extends z.ZodType>(
  request: IncomingMessage,
  schema: S,
): Promise<z.infer<S>> {
  requireJsonContentType(request.headers["content-type"]);
  const parsed = schema.safeParse(parseJson(await readBody(request)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") ?? "";
  throw new PlainError(
    422,
    `Failed to deserialize the JSON body into the target type: ${path === "" ? "" : `${path}: `}${issue?.message}`,
  );
}

function requireJsonContentType(contentType: string | undefined): void {
  if (/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType ?? "")) return;
  throw new PlainError(415, "Expected request with `Content-Type: application/json`");
}

/** Reads to the end even what is too large, so that the client hears the answer instead of a reset. */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("A request body without an encoding comes in buffers.");
    size += chunk.length;
    if (size <= limits.payloadBytes) chunks.push(chunk);
  }
  if (size > limits.payloadBytes) {
    throw new PlainError(413, "Failed to buffer the request body: length limit exceeded");
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new PlainError(400, `Failed to parse the request body as JSON: ${error.message}`);
  }
}
