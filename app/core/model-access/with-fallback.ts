import { isAppError } from "../app-error.ts";
import type { ContextWindow } from "../context-window/context-window.ts";
import type { ModelRequest, TextModel } from "../turn/text-model.ts";
import type { ModelTelemetry } from "../telemetry/model-telemetry.ts";
import { fitRequest } from "./with-refit.ts";
import { withStream } from "./with-stream.ts";

/** Failures before the first token after which another model may answer. */
const fallbackCodes: readonly string[] = [
  "model_unavailable",
  "model_overloaded",
  "model_loading",
  "model_timeout",
];

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
      yield* fallback.stream(await fitRequest(contextWindow, fallback, request), signal);
    }
  }

  return withStream(model, stream);
}
