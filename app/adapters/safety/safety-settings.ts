import type { Taxonomy } from "./taxonomy.ts";

/** The server part of `SAFETY_LLM`, already parsed. */
export interface SafetySettings {
  /** Origin and optional prefix of the server, without a trailing slash or `/v1`. */
  url: string;
  /** The id that the server knows. */
  model: string;
  name: string;
  apiKey?: string | undefined;
  /** Of a verdict. */
  maxTokens?: number | undefined;
  /** Told by the model's name when absent. */
  taxonomy?: Taxonomy | undefined;
  /** Further fields of the request body. */
  extraBody?: Readonly<Record<string, unknown>> | undefined;
  /** To the whole answer. */
  timeoutMs: number;
}
