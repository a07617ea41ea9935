import type { ContextUse, Failure, Usage } from "#app/protocol/resources.ts";

export interface PromptMessage {
  /** Of the message in the conversation, where it is one; no model is shown it. */
  id?: string | undefined;
  role: "system" | "user" | "assistant";
  content: string;
}

/** Why an answer waits: the model is busy with others, or not loaded yet. */
export type WaitReason = "busy" | "loading";

export interface ModelRequest {
  messages: readonly PromptMessage[];
  /** Overrides the configured answer length, in tokens. */
  maxTokens?: number;
  /** Overrides the configured temperature. */
  temperature?: number;
  /** Overrides the configured nucleus, above 0 and at most 1. */
  topP?: number;
  /** Passed on to the model server as `x-request-id`. */
  requestId: string;
  /** For whom it is: a busy model is shared out fairly between users. Work of nobody's is one user. */
  userId?: string;
  /** Hears of the place in line while the model is busy: 1 is next, 0 that the turn has come. */
  onQueued?: (position: number, reason: WaitReason) => void;
  /** Hears that less was asked than was given, since the window is smaller than it was. */
  onRefitted?: (use: ContextUse) => void;
  /** Hears that a model of this name answers instead. */
  onFallback?: (modelName: string) => void;
}

/** What a model says while it answers. `finished` comes exactly once and last. */
export type ModelEvent =
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string }
  | {
      type: "finished";
      finishReason: string;
      /** Set when it is over without being whole: filtered, ended by the server, empty. */
      failure?: Failure | undefined;
      usage?: Pick<Usage, "promptTokens" | "completionTokens" | "reasoningTokens"> | undefined;
    };

/** A model that answers a chat token by token; adapters implement it. */
export interface TextModel {
  /** Shown in the selector; unique. Learnt from the server where the operator names none, and may change with it. */
  readonly name: string;
  /** Whether it bears this name, or has borne it. */
  isKnownAs?(name: string): boolean;
  /** The id that the model server knows. */
  readonly model: string;
  readonly systemPrompt: string | undefined;
  /** Tokens reserved for the answer, or undefined when the server decides. */
  readonly maxTokens: number | undefined;
  /** What happens to turns that do not fit the window; dropped when absent. */
  readonly contextStrategy?: "truncate" | "summarise" | undefined;
  /** The window in tokens if configured or already learnt from the server; asks nothing. */
  contextLength(): number | undefined;
  /** Tokens that the server takes as a prompt, where it bounds them further than the window does. */
  promptLimit?(): number | undefined;
  /** Answers that the server writes at once, as far as it has told. */
  maxConcurrent?(): number | undefined;
  /** Asks the server what it is, in the background. */
  learn?(): void;
  /** Asks the server how many tokens a text has; undefined when it cannot tell. Never throws. */
  countTokens?(text: string): Promise<number | undefined>;
  /**
   * Streams one answer. The upstream connection is closed on every way out: finish, error, `return()`, abort.
   * @throws AppError with a `model_*` code; the signal's reason when aborted.
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void, undefined>;
  /** Asks the server whether it can answer. Never throws. */
  isUp(signal: AbortSignal): Promise<boolean>;
}

/** The model that bears this name or has borne it. */
export function findModel<Model extends Pick<TextModel, "name" | "isKnownAs">>(
  models: readonly Model[],
  name: string,
): Model | undefined {
  return models.find((model) => model.name === name) ?? models.find((model) => model.isKnownAs?.(name));
}
