import type { ModelEvent } from "#app/core/turn/text-model.ts";
import { parseChatChunk, type ChatChunk } from "./chat-chunk.ts";
import { toUpstreamError, type ChatStream } from "./chat-stream.ts";
import { createOutputText } from "./output-text.ts";
import { createThinkSplitter, type ReasoningForm } from "./think-splitter.ts";
import type { TokenWatchdog } from "./token-watchdog.ts";
import { UpstreamError } from "./upstream-error.ts";

/** For the usage and `[DONE]` behind the finish reason; a server that leaves them out does not spoil the answer. */
const endTimeoutMs = 2_000;

function* textEvents(reasoning: string, text: string): Generator<ModelEvent> {
  if (reasoning !== "") yield { type: "reasoning", text: reasoning };
  if (text !== "") yield { type: "text", text };
}

interface AnswerOptions {
  endings: readonly string[];
  reasoningForm?: ReasoningForm | undefined;
  watchdog: TokenWatchdog;
  signal: AbortSignal;
}

/**
 * Turns the chunks of one try into the events of an answer, and closes it on every way out.
 * @param endings cut from the end of the text.
 * @param signal the reader's; an error behind the finish reason counts only when it is aborted.
 * @throws UpstreamError `truncated` when no finish reason came; `[DONE]` alone is no success.
 */
export async function* assembleAnswer(
  chat: ChatStream,
  { endings, reasoningForm = "auto", watchdog, signal }: AnswerOptions,
): AsyncGenerator<ModelEvent, void, undefined> {
  const text = createOutputText(endings);
  const reasoning = createOutputText([]);
  const splitter = createThinkSplitter(reasoningForm);
  let finishReason: string | undefined;
  let usage: ChatChunk["usage"];
  let hasToolCall = false;
  let hasBegun = false;
  let hasEnded = false;

  function rest(): Iterable<ModelEvent> {
    const held = splitter.finish();
    const lastThought = reasoning.push(held.reasoning) + reasoning.finish();
    return textEvents(lastThought, text.push(held.text) + text.finish());
  }

  try {
    for await (const unchecked of chat.chunks) {
      const chunk = parseChatChunk(unchecked);
      if (chunk.isProgress && finishReason === undefined) watchdog.progress();
      usage = chunk.usage ?? usage;
      hasToolCall ||= chunk.hasToolCall;
      const split = splitter.push(chunk.text);
      const thought = chunk.reasoning + split.reasoning;
      const reasoningPiece = thought && reasoning.push(thought);
      const textPiece = split.text && text.push(split.text);
      hasBegun ||= reasoningPiece !== "" || textPiece !== "";
      if (reasoningPiece !== "") yield { type: "reasoning", text: reasoningPiece };
      if (textPiece !== "") yield { type: "text", text: textPiece };
      if (chunk.finishReason === undefined || finishReason !== undefined) continue;
      finishReason = chunk.finishReason;
      watchdog.expectEnd(endTimeoutMs);
    }
    hasEnded = true;
  } catch (error) {
    chat.close("before_end");
    if (signal.aborted) throw error;
    if (finishReason === undefined) {
      // What was held back belongs to what arrived, but must not prevent a retry.
      if (hasBegun) yield* rest();
      throw toUpstreamError(error);
    }
  } finally {
    chat.close(hasEnded ? "end" : "before_end");
  }
  yield* rest();
  if (finishReason === undefined) throw new UpstreamError({ kind: "truncated" });
  // TGI ends a tool call like an answer.
  yield { type: "finished", finishReason: hasToolCall ? "tool_calls" : finishReason, usage };
}
