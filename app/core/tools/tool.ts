import type { Output, OutputData, ToolPart } from "#app/protocol/parts.ts";

export type ToolInput = ToolPart["input"];

/** A schema as JSON Schema has it, for model servers. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ToolCall {
  userId: string;
  conversationId: string;
  input: ToolInput;
}

/** What a tool tells while it works. */
export type ToolEvent =
  /** It waits: 1 is next. Comes again when the place has changed. */
  | { type: "queued"; position: number }
  /**
   * It is about to begin, and does so when the next event is asked for: whoever must write down first that it runs has the
   * time to. Comes once at most.
   */
  | { type: "ready" }
  | { type: "output"; output: Output }
  | { type: "update"; displayId: string; data: OutputData }
  | { type: "clear"; wait: boolean }
  /** Comes exactly once and last. What people and the model must know of the end is among the outputs. */
  | { type: "finished"; state: "done" | "failed" | "stopped"; ms: number };

/** Something that a model can ask for; code is the first, servers of tools follow. */
export interface Tool {
  /** What the model calls it by; unique. */
  readonly name: string;
  /** For the model: what it does and what it finds there. */
  readonly description: string;
  readonly inputSchema: JsonSchema;
  /** Languages of fences that are calls of it, where the model writes fences instead of calling. */
  readonly fenceLanguages: readonly string[];
  /** What a model gave as arguments, as an input to show and run; else what is wrong, in words for the model. */
  readInput(argument: unknown): { input: ToolInput } | { problem: string };
  /**
   * Runs once. An abort stops it, and it then ends as `stopped`.
   * @throws AppError when it could not begin
   */
  run(call: ToolCall, signal: AbortSignal): AsyncGenerator<ToolEvent, void, undefined>;
}
