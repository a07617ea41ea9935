import type { ModelEvent } from "#app/core/turn/text-model.ts";
import { parseChatChunk, type ChatChunk } from "./chat-chunk.ts";
import { toUpstreamError, type ChatStream } from "./chat-stream.ts";
import { createOutputText } from "./output-text.ts";
import type { TokenWatchdog } from "./token-watchdog.ts";
import { UpstreamError } from "./upstream-error.ts";

/** For the usage and `[DONE]` behind the finish reason; a server that leaves them out does not spoil the answer. */
const endTimeoutMs = 2_000;

function* textEvents(reasoning: string, text: string): Generator<ModelEvent> {
  if (reasoning !== "") yield { type: "reasoning", text: reasoning };
  if (text !== "") yield { type: "text", text };
}

/**
 * Turns the chunks of one try into the events of an answer, and closes it on every way out.
 * @param endings cut from the end of the text.
 * @param signal the reader's; an error behind the finish reason counts only when it is aborted.
 * @throws UpstreamError `truncated` when no finish reason came; `[DONE]` alone is no success.
 */
export async function* assembleAnswer(
  chat: ChatStream,
  { endings, watchdog, signal }: { endings: readonly string[]; watchdog: TokenWatchdog; signal: AbortSignal },
): AsyncGenerator<ModelEvent, void, undefined> {
  const text = createOutputText(endings);
  const reasoning = createOutputText([]);
  let finishReason: string | undefined;
  let usage: ChatChunk["usage"];
  let hasBegun = false;
  let hasEnded = false;
  try {
    for await (const unchecked of chat.chunks) {
      const chunk = parseChatChunk(unchecked);
      if (chunk.isProgress && finishReason === undefined) watchdog.progress();
      usage = chunk.usage ?? usage;
      const reasoningPiece = chunk.reasoning && reasoning.push(chunk.reasoning);
      const textPiece = chunk.text && text.push(chunk.text);
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
      if (hasBegun) yield* textEvents(reasoning.finish(), text.finish());
      throw toUpstreamError(error);
    }
  } finally {
    chat.close(hasEnded ? "end" : "before_end");
  }
  yield* textEvents(reasoning.finish(), text.finish());
  if (finishReason === undefined) throw new UpstreamError({ kind: "truncated" });
  yield { type: "finished", finishReason, usage };
}
