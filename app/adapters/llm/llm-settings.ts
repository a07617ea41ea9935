import type { ReasoningForm } from "./think-splitter.ts";

export type LlmProvider = "tgi" | "vllm" | "llamacpp" | "openai";

/** One entry of the `LLM` configuration, already parsed. */
export interface LlmSettings {
  /** Origin and optional prefix of the server, without a trailing slash or `/v1`. */
  url: string;
  /** The id that the server knows; always sent. */
  model: string;
  /** Shown in the selector. */
  name: string;
  /** What the operator left to the server: the id of its model, or that and the name. */
  learns?: "model" | "name" | undefined;
  apiKey?: string | undefined;
  temperature?: number | undefined;
  topP?: number | undefined;
  maxTokens?: number | undefined;
  stop?: readonly string[] | undefined;
  /** Cut from the end of an answer when the server leaves it there. */
  eosToken?: string | undefined;
  contextLength?: number | undefined;
  systemPrompt?: string | undefined;
  /** Asked from the server when absent. */
  provider?: LlmProvider | undefined;
  /** How the model shows its reasoning inside its content; `auto` when absent. */
  reasoning?: ReasoningForm | undefined;
  /** What happens to turns that do not fit the window. */
  contextStrategy?: "truncate" | "summarise" | undefined;
  /** Further fields of the request body; they win over the sampling fields above. */
  extraBody?: Readonly<Record<string, unknown>> | undefined;
  /** To the first token, and from each token to the next. */
  timeoutMs: number;
}
