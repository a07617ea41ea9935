import type { Usage } from "#app/protocol/resources.ts";
import { findErrorText } from "./server-text.ts";
import { UpstreamError } from "./upstream-error.ts";

/** One chunk of a chat stream, whatever server wrote it. */
export interface ChatChunk {
  text: string;
  reasoning: string;
  finishReason: string | undefined;
  usage: Pick<Usage, "promptTokens" | "completionTokens" | "reasoningTokens"> | undefined;
  /** A tool call, which nothing here makes use of. */
  hasToolCall: boolean;
  /** Whether the model did something, be it a token without text; a mere sign of life is not progress. */
  isProgress: boolean;
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

const nothing: Fields = {};

function findCount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function findUsage(value: unknown): ChatChunk["usage"] {
  if (!isFields(value)) return undefined;
  const promptTokens = findCount(value["prompt_tokens"]);
  const completionTokens = findCount(value["completion_tokens"]);
  const details = value["completion_tokens_details"];
  const reasoningTokens = isFields(details) ? findCount(details["reasoning_tokens"]) : undefined;
  return {
    ...(promptTokens !== undefined && { promptTokens }),
    ...(completionTokens !== undefined && { completionTokens }),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
  };
}

/**
 * Read by hand instead of by schema: this runs once per token.
 * @throws UpstreamError when it is no chunk.
 */
export function parseChatChunk(chunk: unknown): ChatChunk {
  if (!isFields(chunk) || !Array.isArray(chunk["choices"])) {
    const text = findErrorText(chunk);
    if (isFields(chunk) && text !== undefined) throw new UpstreamError({ kind: "in_band", text });
    throw new UpstreamError({ kind: "protocol", detail: "an event has no choices" });
  }
  const first: unknown = chunk["choices"][0];
  const choice = isFields(first) ? first : nothing;
  const delta = isFields(choice["delta"]) ? choice["delta"] : nothing;
  const content = delta["content"];
  const reasoning = delta["reasoning"] ?? delta["reasoning_content"];
  const finishReason = choice["finish_reason"];
  const hasToolCall = Array.isArray(delta["tool_calls"]) && delta["tool_calls"].length > 0;
  const hasFinished = typeof finishReason === "string" && finishReason !== "";
  return {
    text: typeof content === "string" ? content : "",
    reasoning: typeof reasoning === "string" ? reasoning : "",
    finishReason: hasFinished ? finishReason : undefined,
    usage: findUsage(chunk["usage"]),
    hasToolCall,
    isProgress:
      typeof content === "string" ||
      typeof reasoning === "string" ||
      Array.isArray(delta["tool_calls"]) ||
      hasFinished,
  };
}
