/** For the tests of this folder. */
import { isAppError } from "#app/core/app-error.ts";
import type { ModelEvent, ModelRequest, TextModel } from "#app/core/turn/text-model.ts";
import type { LlmSettings } from "../llm-settings.ts";
import { createChatCompletionsModel, type ChatCompletionsDependencies } from "../chat-completions-model.ts";

/** A model with all facts configured, so that it asks nothing beside the chat. */
export function createModel(
  url: string,
  settings: Partial<LlmSettings> = {},
  dependencies: ChatCompletionsDependencies = {},
): TextModel {
  const known = { provider: "openai", contextLength: 4096 } as const;
  return createChatCompletionsModel(
    { url, model: "tgi", name: "Test", timeoutMs: 5_000, ...known, ...settings },
    dependencies,
  );
}

export function requestOf(content: string): ModelRequest {
  return { messages: [{ role: "user", content }], requestId: "request-1" };
}

interface ReadAnswer {
  text: string;
  reasoning: string;
  events: ModelEvent[];
  finished: Extract<ModelEvent, { type: "finished" }> | undefined;
  error: unknown;
  /** The code when the error is an AppError. */
  code: string | undefined;
}

/** Reads to the end or to the error. */
export async function readAnswer(
  model: TextModel,
  request: ModelRequest = requestOf("Hello"),
  signal: AbortSignal = new AbortController().signal,
): Promise<ReadAnswer> {
  const answer: ReadAnswer = {
    text: "",
    reasoning: "",
    events: [],
    finished: undefined,
    error: undefined,
    code: undefined,
  };
  try {
    for await (const event of model.stream(request, signal)) {
      answer.events.push(event);
      if (event.type === "text") answer.text += event.text;
      if (event.type === "reasoning") answer.reasoning += event.text;
      if (event.type === "finished") answer.finished = event;
    }
  } catch (error) {
    answer.error = error;
    answer.code = isAppError(error) ? error.code : undefined;
  }
  return answer;
}
