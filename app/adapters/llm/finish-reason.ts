import { errorTable, type ErrorCode } from "#app/protocol/errors.ts";
import type { Failure } from "#app/protocol/resources.ts";

/** An answer that is over because the model was done, in the words of TGI, OpenAI, Anthropic, Cohere and others. */
const trueEnds = [
  "stop",
  "eos",
  "eos_token",
  "stop_sequence",
  "stop_token",
  "end_turn",
  "end_of_text",
  "complete",
  "completed",
  "finished",
];
const lengths = [
  "length",
  "max_tokens",
  "max_length",
  "max_new_tokens",
  "max_output_tokens",
  "model_length",
  "model_context_window_exceeded",
];
const toolCalls = ["tool_calls", "tool_call", "tool_use", "function_call"];
const filters = [
  "content_filter",
  "content_filtered",
  "safety",
  "refusal",
  "recitation",
  "prohibited_content",
  "blocklist",
  "sensitive",
  "guardrail_intervened",
];

interface End {
  finishReason: string;
  /** Set when the answer is not what the model wanted to say to its end. */
  failure: Failure | undefined;
}

function failureOf(code: ErrorCode, message: string = errorTable[code].message): Failure {
  return { code, message };
}

/**
 * What an end means. Only a true end and the longest answer allowed, which is told by `length`, are no failures.
 * @param reason in small letters, as `parseChatChunk` gives it
 */
export function judgeEnd(reason: string, said: { hasText: boolean; hasToolCall: boolean }): End {
  if (said.hasToolCall || toolCalls.includes(reason)) {
    return { finishReason: "tool_calls", failure: failureOf("model_tool_call") };
  }
  if (lengths.includes(reason)) return { finishReason: "length", failure: undefined };
  if (filters.includes(reason)) {
    return { finishReason: "content_filter", failure: failureOf("model_filtered") };
  }
  if (!trueEnds.includes(reason)) {
    const message = `The model server ended this answer early (“${reason}”). What arrived is kept. Try again.`;
    return { finishReason: reason, failure: failureOf("model_ended_early", message) };
  }
  return { finishReason: reason, failure: said.hasText ? undefined : failureOf("model_empty") };
}
