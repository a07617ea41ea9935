/** One model, as the adapter wants it: the shape of LlmSettings in the model adapter. */
export interface LlmConfig {
  /** Origin and path prefix, without a trailing slash or `/v1`. */
  url: string;
  model: string;
  /** Shown in the selector; unique. */
  name: string;
  /** What was left to the server, and stands here as a placeholder: the id of its model, or that and the name. */
  learns?: "model" | "name";
  /** The program's own demo model. */
  isDemo?: boolean;
  apiKey?: string;
  temperature?: number;
  topP?: number;
  maxTokens?: number;
  stop?: string[];
  eosToken?: string;
  /** In tokens. */
  contextLength?: number;
  systemPrompt?: string;
  provider?: "tgi" | "vllm" | "llamacpp" | "openai";
  /** Further parameters of the model server, passed on as they are. */
  extraBody?: Record<string, unknown>;
  /** To the first token and between tokens. */
  timeoutMs: number;
  /** How it shows reasoning inside its content: `<think>` first, opened by the template, or never. */
  reasoning?: "auto" | "opened" | "off";
  /** Answers that it may write at once for one process; the others wait in line. */
  maxConcurrent?: number;
  /** What happens to turns that do not fit the window. */
  contextStrategy?: "truncate" | "summarise";
  /** The name of another model, which answers when this one cannot. */
  fallback?: string;
}

export interface SafetyLlmConfig extends LlmConfig {
  check: "input" | "output" | "both";
  /** What happens to a message when the safety model cannot be asked. */
  onError: "block" | "allow";
  /** Codes that block; undefined means all. */
  categories?: string[];
  /** What happens by code; wins over `categories`. */
  actions?: Record<string, "block" | "warn" | "log">;
  /** Characters of an answer that are judged at once before they are shown; `whole` shows nothing before the end. */
  holdBack: number | "whole";
  /** What remains of blocked content, for the operator. */
  keep: "store" | "redact" | "hash";
  /** The guard's family; told by the model's name when absent. */
  taxonomy?: "llama_guard_1" | "llama_guard_2" | "llama_guard_3" | "llama_guard_4" | "shieldgemma";
}
