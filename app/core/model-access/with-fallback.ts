import { isAppError } from "../app-error.ts";
import { fitPrompt } from "../context-window/fit-prompt.ts";
import type { ModelRequest, TextModel } from "../turn/text-model.ts";
import type { ModelAccessObserver } from "./model-access-observer.ts";

/** Failures before the first token after which another model may answer. */
const fallbackCodes: readonly string[] = ["model_unavailable", "model_overloaded", "model_timeout"];

/** A model that another one stands in for when it cannot begin to answer; `onFallback` hears which. */
export function withFallback(
  model: TextModel,
  fallback: TextModel,
  observer: ModelAccessObserver,
): TextModel {
  async function* stream(request: ModelRequest, signal: AbortSignal) {
    const events = model.stream(request, signal);
    let hasBegun = false;
    try {
      for await (const event of events) {
        hasBegun = true;
        yield event;
      }
    } catch (error) {
      const mayFallBack = isAppError(error) && fallbackCodes.includes(error.code);
      if (hasBegun || signal.aborted || !mayFallBack) throw error;
      observer.fellBack(model.name, fallback.name, error.code);
      request.onFallback?.(fallback.name);
      yield* fallback.stream(fittedTo(fallback, request), signal);
    }
  }

  return { ...model, stream };
}

/** The prompt was made for another window. */
function fittedTo(model: TextModel, request: ModelRequest): ModelRequest {
  const [first] = request.messages;
  const system = first?.role === "system" ? first : undefined;
  const messages = fitPrompt({
    systemPrompt: system?.content,
    messages: system ? request.messages.slice(1) : request.messages,
    contextLength: model.contextLength(),
    maxTokens: request.maxTokens ?? model.maxTokens,
  });
  return { ...request, messages };
}
