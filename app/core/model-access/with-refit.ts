import { isAppError } from "../app-error.ts";
import type { ContextWindow } from "../context-window/context-window.ts";
import type { ModelRequest, TextModel } from "../turn/text-model.ts";
import { withStream } from "./with-stream.ts";

/** The prompt of a request, fitted to the window of this model as it is known now. */
export async function fitRequest(
  contextWindow: ContextWindow,
  model: TextModel,
  request: ModelRequest,
): Promise<ModelRequest> {
  const { messages, use } = await contextWindow.fit(model, {
    systemPrompt: request.messages.find(({ role }) => role === "system")?.content,
    messages: request.messages.flatMap(({ id, role, content }) =>
      role === "system" ? [] : [{ id, role, content }],
    ),
    maxTokens: request.maxTokens ?? model.maxTokens,
  });
  request.onRefitted?.(use);
  return { ...request, messages };
}

/**
 * Asks once more when the model's window turns out to be smaller than it was, as after a restart with other settings: its
 * refusal tells the window.
 */
export function withRefit(model: TextModel, contextWindow: ContextWindow): TextModel {
  return withStream(model, async function* stream(request: ModelRequest, signal: AbortSignal) {
    const windowBefore = model.contextLength() ?? Infinity;
    let hasBegun = false;
    try {
      for await (const event of model.stream(request, signal)) {
        hasBegun = true;
        yield event;
      }
    } catch (error) {
      const isTooLong = isAppError(error) && error.code === "model_context_exceeded";
      const windowNow = model.contextLength() ?? Infinity;
      if (!isTooLong || hasBegun || signal.aborted || windowNow >= windowBefore) throw error;
      const fitted = await fitRequest(contextWindow, model, request);
      if (fitted.messages.length >= request.messages.length) throw error;
      yield* model.stream(fitted, signal);
    }
  });
}
