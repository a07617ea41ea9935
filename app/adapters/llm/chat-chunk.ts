import type { Usage } from "#app/protocol/resources.ts";
import { cleanLine } from "./clean-line.ts";
import { bearsError, findErrorText, readServerError } from "./server-text.ts";
import { UpstreamError } from "./upstream-error.ts";

/** One chunk of a chat, whatever server wrote it. */
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
/** What a count may be: more is none, and fits no integer of the database. */
const maxCount = 2_147_483_647;
const maxReasonLength = 64;
/** Parts lie in each other: `{type: "thinking", thinking: [{type: "text", text}]}`. */
const maxDepth = 4;

function findCount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= maxCount
    ? value
    : undefined;
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

/** `stop`, also as SGLang's `{type: "stop"}`. */
function findFinishReason(value: unknown): string | undefined {
  const reason = isFields(value) ? value["type"] : value;
  if (typeof reason !== "string") return undefined;
  return cleanLine(reason, maxReasonLength).toLowerCase() || undefined;
}

interface Said {
  text: string;
  reasoning: string;
}

const thoughtTypes: readonly unknown[] = ["thinking", "reasoning", "reasoning_content", "reasoning.text"];
const thoughtKeys = ["thinking", "reasoning", "reasoning_content"];

/** The words of content that is a list of parts; text behind a thinking part is text again. */
function readParts(value: unknown, said: Said, isThought: boolean, depth = 0): void {
  if (typeof value === "string") {
    if (isThought) said.reasoning += value;
    else said.text += value;
    return;
  }
  if (!isFields(value) || depth > maxDepth) return;
  if (Array.isArray(value)) {
    for (const part of value) readParts(part, said, isThought, depth + 1);
    return;
  }
  const thinks = isThought || thoughtTypes.includes(value["type"]);
  for (const key of thoughtKeys) readParts(value[key], said, true, depth + 1);
  for (const key of ["text", "content", "refusal"]) readParts(value[key], said, thinks, depth + 1);
}

/** A list of parts, as Mistral and Anthropic's bridges write; most servers write a plain text. */
function readContent(content: unknown, thought: unknown): Said {
  if (typeof content === "string" && !thought) return { text: content, reasoning: "" };
  const said: Said = { text: "", reasoning: "" };
  readParts(thought, said, true);
  readParts(content, said, false);
  return said;
}

function throwError(chunk: Fields): never {
  throw new UpstreamError({ kind: "in_band", ...(readServerError(chunk) ?? { text: "" }) });
}

/** Without choices it is an error that names itself, the usage, or a sign of life. */
function readWithoutChoices(chunk: Fields): ChatChunk | undefined {
  const isError = chunk["object"] === "error" || chunk["type"] === "error";
  const isSignOfLife = chunk["type"] === "ping" || isFields(chunk["usage"]);
  if (isError || (!isSignOfLife && findErrorText(chunk))) throwError(chunk);
  const usage = findUsage(chunk["usage"]);
  if (usage === undefined && !("choices" in chunk)) return undefined;
  return { text: "", reasoning: "", finishReason: undefined, usage, hasToolCall: false, isProgress: false };
}

/**
 * Read by hand instead of by schema: this runs once per token.
 * @returns undefined when it is no chunk and no error, such as a ping
 * @throws UpstreamError when it bears an error
 */
export function parseChatChunk(chunk: unknown): ChatChunk | undefined {
  if (!isFields(chunk)) return undefined;
  if (chunk["error"] !== undefined && bearsError(chunk["error"])) throwError(chunk);
  const { choices } = chunk;
  if (!Array.isArray(choices)) return readWithoutChoices(chunk);
  const first: unknown = choices[0];
  const choice = isFields(first) ? first : nothing;
  if (choice["error"] !== undefined && bearsError(choice["error"])) throwError(choice);
  // A server that does not stream gives the whole message, and some the plain text of a completion.
  const given = choice["delta"] ?? choice["message"];
  const delta = isFields(given) ? given : nothing;
  const content = delta["content"] ?? delta["refusal"] ?? choice["text"];
  const thought = delta["reasoning"] || delta["reasoning_content"] || delta["thinking"];
  const { text, reasoning } = readContent(content, thought);
  // A message that comes whole is over, whether it says so or not.
  const isWhole = choice["delta"] === undefined && isFields(choice["message"]);
  const finishReason = findFinishReason(choice["finish_reason"]) ?? (isWhole ? "stop" : undefined);
  const toolCalls = delta["tool_calls"];
  const isTool = Array.isArray(toolCalls) || isFields(delta["function_call"]);
  return {
    text,
    reasoning,
    finishReason,
    usage: findUsage(chunk["usage"]),
    hasToolCall: isFields(delta["function_call"]) || (Array.isArray(toolCalls) && toolCalls.length > 0),
    isProgress:
      typeof content === "string" || reasoning !== "" || text !== "" || isTool || finishReason !== undefined,
  };
}
