import type { PromptMessage } from "#app/core/turn/text-model.ts";
import type { LlmProvider } from "./llm-settings.ts";

const instruction: PromptMessage = {
  role: "user",
  content:
    "Go on with your last answer exactly where it ends, in the middle of a word if need be. Repeat nothing of it.",
};

interface Continuation {
  messages: readonly PromptMessage[];
  /** Fields of the request that make the server go on with the last message. */
  fields: Readonly<Record<string, unknown>>;
}

/**
 * A prompt that ends with an answer asks for the rest of that answer. TGI takes it as the beginning of its own; vLLM
 * and llama.cpp do when told to (`continue_final_message`), which keeps llama.cpp from saying it once more; others are
 * asked in words.
 */
export function askToContinue(
  messages: readonly PromptMessage[],
  provider: LlmProvider | undefined,
): Continuation {
  if (messages.at(-1)?.role !== "assistant") return { messages, fields: {} };
  switch (provider) {
    case "tgi":
      return { messages, fields: {} };
    case "vllm":
    case "llamacpp":
      return { messages, fields: { add_generation_prompt: false, continue_final_message: true } };
    case "openai":
    case undefined:
      return { messages: [...messages, instruction], fields: {} };
  }
}
