import type { ModelRequest } from "#app/core/turn/text-model.ts";
import { askToContinue } from "./continuation.ts";
import type { LlmProvider, LlmSettings } from "./llm-settings.ts";
import { toStorableText } from "./output-text.ts";

/** TGI's launcher default; it refuses more. */
const maxTgiStops = 4;

function findTopP(topP: number | undefined): number | undefined {
  // TGI refuses 1, which means the same as leaving it out.
  return topP !== undefined && topP < 1 ? topP : undefined;
}

function findStop({ stop }: LlmSettings, provider: LlmProvider | undefined): readonly string[] | undefined {
  if (!stop || stop.length === 0) return undefined;
  return provider === "tgi" ? stop.slice(0, maxTgiStops) : stop;
}

/** Servers written in Rust refuse `null` where a field may be missing. */
function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** The JSON of a streamed chat completion, in the shape that TGI, vLLM, llama.cpp and others share. */
export function formatChatBody(
  settings: LlmSettings,
  request: ModelRequest,
  provider: LlmProvider | undefined,
): string {
  const { messages, fields } = askToContinue(request.messages, provider);
  return JSON.stringify({
    model: settings.model,
    ...withoutNulls({
      temperature: request.temperature ?? settings.temperature,
      top_p: findTopP(request.topP ?? settings.topP),
      max_tokens: request.maxTokens ?? settings.maxTokens,
      stop: findStop(settings, provider),
      ...fields,
      ...settings.extraBody,
    }),
    messages: messages.map(({ role, content }) => ({ role, content: toStorableText(content) })),
    stream: true,
    stream_options: { include_usage: true },
  });
}
