import type { ModelEvent } from "#app/core/turn/text-model.ts";
import { parseChatChunk, type ChatChunk } from "./chat-chunk.ts";
import type { ChatStream } from "./chat-stream.ts";
import { createEchoFilter } from "./echo-filter.ts";
import { judgeEnd } from "./finish-reason.ts";
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

/** @throws UpstreamError `protocol` when it looks like JSON and is none; other words are a sign of life */
function parseDocument(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    if (!/^\s*[[{]/u.test(document)) return undefined;
    throw new UpstreamError({ kind: "protocol", detail: "an event is not JSON" });
  }
}

interface AnswerOptions {
  endings: readonly string[];
  /** The answer that is to go on; empty for a new one. */
  begun: string;
  reasoningForm?: ReasoningForm | undefined;
  watchdog: TokenWatchdog;
  signal: AbortSignal;
}

/**
 * Turns what came of one try into the events of an answer, and closes it on every way out.
 * @param endings cut from the end of the text.
 * @param signal the reader's; an error behind the finish reason counts only when it is aborted.
 * @throws UpstreamError `truncated` when no finish reason came; `[DONE]` alone is no success.
 */
export async function* assembleAnswer(
  chat: ChatStream,
  { endings, begun, reasoningForm = "auto", watchdog, signal }: AnswerOptions,
): AsyncGenerator<ModelEvent, void, undefined> {
  const text = createOutputText(endings);
  const reasoning = createOutputText([]);
  const splitter = createThinkSplitter(reasoningForm);
  const echo = createEchoFilter(begun);
  const said = { hasText: begun !== "", hasToolCall: false };
  let finishReason: string | undefined;
  let usage: ChatChunk["usage"];
  let hasBegun = false;
  let hasEnded = false;
  let isUnderstood: boolean | undefined;

  function rest(): Iterable<ModelEvent> {
    const held = splitter.finish();
    const lastThought = reasoning.push(held.reasoning) + reasoning.finish();
    const lastText = text.push(echo.push(held.text) + echo.finish()) + text.finish();
    said.hasText ||= lastText !== "";
    return textEvents(lastThought, lastText);
  }

  try {
    for await (const documents of chat.documents) {
      for (const document of documents) {
        const parsed = parseDocument(document);
        for (const unchecked of Array.isArray(parsed) ? parsed : [parsed]) {
          const chunk = parseChatChunk(unchecked);
          isUnderstood ||= chunk !== undefined;
          if (!chunk) continue;
          if (chunk.isProgress && finishReason === undefined) {
            watchdog.progress(chunk.text !== "" || chunk.reasoning !== "");
          }
          usage = chunk.usage ?? usage;
          said.hasToolCall ||= chunk.hasToolCall;
          const split = splitter.push(chunk.text);
          const thought = chunk.reasoning + split.reasoning;
          const reasoningPiece = thought && reasoning.push(thought);
          const textPiece = split.text && text.push(echo.push(split.text));
          if (reasoningPiece !== "") {
            hasBegun = true;
            yield { type: "reasoning", text: reasoningPiece };
          }
          if (textPiece !== "") {
            hasBegun = said.hasText = true;
            yield { type: "text", text: textPiece };
          }
          if (chunk.finishReason === undefined || finishReason !== undefined) continue;
          finishReason = chunk.finishReason;
          watchdog.expectEnd(endTimeoutMs);
        }
      }
    }
    hasEnded = true;
  } catch (error) {
    chat.close("before_end");
    if (signal.aborted) throw error;
    if (finishReason === undefined) {
      // What was held back belongs to what arrived, but must not prevent a retry.
      if (hasBegun) yield* rest();
      throw error;
    }
  } finally {
    chat.close(hasEnded ? "end" : "before_end");
  }
  yield* rest();
  if (isUnderstood === false) {
    throw new UpstreamError({ kind: "protocol", detail: "no event is a piece of a chat" });
  }
  if (finishReason === undefined) throw new UpstreamError({ kind: "truncated" });
  yield { type: "finished", ...judgeEnd(finishReason, said), usage };
}
