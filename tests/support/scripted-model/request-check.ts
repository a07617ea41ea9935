import { bodyOf, type Script, type RecordedRequest } from "./script.ts";
import { httpBody, inBandError } from "./scripts.ts";

function isNullField(body: Record<string, unknown>): boolean {
  return ["stream", "stream_options"].some((key) => body[key] === null);
}

/** What TGI 3 refuses in a chat request: by serde as text/plain 422, by validation inside the stream. */
export function findRefusal(request: RecordedRequest): Script | undefined {
  const body = bodyOf(request);
  const { messages, stop, top_p: topP, temperature } = body;
  if (!Array.isArray(messages) || isNullField(body) || (stop !== undefined && !Array.isArray(stop))) {
    return httpBody(
      422,
      "text/plain; charset=utf-8",
      "Failed to deserialize the JSON body into the target type",
    );
  }
  if (Array.isArray(stop) && stop.length > 4) {
    return inBandError(
      `Input validation error: \`stop\` supports up to 4 stop sequences. Given: ${stop.length}`,
    );
  }
  if (typeof topP === "number" && (topP <= 0 || topP >= 1)) {
    return inBandError("Input validation error: `top_p` must be > 0.0 and < 1.0");
  }
  if (typeof temperature === "number" && temperature < 0) {
    return inBandError("Input validation error: `temperature` must be strictly positive");
  }
  return undefined;
}
