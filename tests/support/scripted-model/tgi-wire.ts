/** TGI 3's chat stream as it is on the wire (axum 0.7: LF only, one data line, a space after the colon). */

export const streamHeaders = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache",
  "x-accel-buffering": "no",
};

/** How events are written; TGI up to 2.0 leaves the space out, proxies may change the line ends. */
export interface Framing {
  eol?: "\n" | "\r\n" | "\r";
  space?: boolean;
}

export function formatEvent(data: unknown, { eol = "\n", space = true }: Framing = {}): string {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return `data:${space ? " " : ""}${text}${eol}${eol}`;
}

export const keepAliveComment = ":\n\n";

export interface WireUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

function chunk(model: string, choices: unknown[], usage: WireUsage | null) {
  return {
    object: "chat.completion.chunk",
    id: "",
    created: 1_767_225_600,
    model,
    system_fingerprint: "3.3.6-native",
    choices,
    usage,
  };
}

/** A chunk with any delta, for the dialects of other servers. */
export function deltaChunk(
  model: string,
  delta: Record<string, unknown>,
  finishReason: string | null = null,
) {
  return chunk(model, [{ index: 0, delta, logprobs: null, finish_reason: finishReason }], null);
}

export function tokenChunk(model: string, content: string, finishReason: string | null = null) {
  return deltaChunk(model, { role: "assistant", content }, finishReason);
}

export function usageChunk(model: string, usage: WireUsage) {
  return chunk(model, [], usage);
}

export function wholeCompletion(model: string, text: string, finishReason: string, usage: WireUsage) {
  return {
    object: "chat.completion",
    id: "",
    created: 1_767_225_600,
    model,
    system_fingerprint: "3.3.6-native",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: text },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage,
  };
}
