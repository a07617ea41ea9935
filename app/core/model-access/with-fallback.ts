import { isAppError } from "../app-error.ts";
import type { ContextWindow } from "../context-window/context-window.ts";
import type { ModelRequest, TextModel } from "../turn/text-model.ts";
import type { ModelTelemetry } from "../telemetry/model-telemetry.ts";

/** Failures before the first token after which another model may answer. */
const fallbackCodes: readonly string[] = ["model_unavailable", "model_overloaded", "model_timeout"];

/** A model that another one stands in for when it cannot begin to answer; `onFallback` hears which. */
export function withFallback(
  model: TextModel,
  fallback: TextModel,
  { telemetry, contextWindow }: { telemetry: ModelTelemetry; contextWindow: ContextWindow },
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
      telemetry.fellBack(model.name, fallback.name, error.code);
      request.onFallback?.(fallback.name);
      yield* fallback.stream(await fittedTo(fallback, request), signal);
    }
  }

  /** The prompt was made for another window. */
  async function fittedTo(other: TextModel, request: ModelRequest): Promise<ModelRequest> {
    const { messages } = await contextWindow.fit(other, {
      systemPrompt: request.messages.find(({ role }) => role === "system")?.content,
      messages: request.messages.flatMap(({ role, content }) =>
        role === "system" ? [] : [{ role, content }],
      ),
      maxTokens: request.maxTokens ?? other.maxTokens,
    });
    return { ...request, messages };
  }

  return { ...model, stream };
}
