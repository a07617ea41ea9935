/**
 * What the HTTP API, the WebSocket and the pages say about a conversation, a message and a person.
 * Times are ISO 8601 in UTC, ids are UUIDs. Browser-safe: imports nothing of ours.
 */
import { z } from "zod";

export { limits } from "./limits.ts";

export const idSchema = z.uuid({ error: "must be a UUID" });
const timeSchema = z.iso.datetime();

export const messageStatusSchema = z.enum([
  "complete",
  "streaming",
  "stopped",
  "interrupted",
  "failed",
  "blocked",
]);

export const usageSchema = z.object({
  promptTokens: z.number().int().optional(),
  /** All that the model wrote, its reasoning included. */
  completionTokens: z.number().int().optional(),
  reasoningTokens: z.number().int().optional(),
  /** From the first word of the reasoning to its last, in milliseconds. */
  reasoningMs: z.number().optional(),
  /** From the model request to its first token, in milliseconds. */
  firstTokenMs: z.number().optional(),
  /** From the first token to the last, in milliseconds. */
  streamMs: z.number().optional(),
});

/** Why an answer failed; `code` is one of the codes of errors.ts. */
export const failureSchema = z.object({ code: z.string(), message: z.string() });

/** How full the model's window was when the answer began. Counts are tokens. */
export const contextUseSchema = z.object({
  usedTokens: z.number().int(),
  /** What a prompt may take, the room for the answer left out; null when the window is not known. */
  limitTokens: z.number().int().nullable(),
  /** The oldest message that the model was shown word for word; null: all of the branch. */
  firstMessageId: idSchema.nullable(),
  /** Whether a summary stood for what came before. */
  summarised: z.boolean(),
  /** True when tokens were estimated, false when the model server counted them. */
  estimated: z.boolean(),
});

/** What the safety model found. */
export const safetySchema = z.object({
  direction: z.enum(["input", "output"]),
  /** `unknown`: the guard gave no usable answer, and SAFETY_LLM's `on_error` decided. */
  verdict: z.enum(["unsafe", "unknown"]),
  action: z.enum(["block", "warn"]),
  /** Codes of the guard's own taxonomy, such as S1, with their names. */
  categories: z.array(z.object({ code: z.string(), name: z.string() })),
});

export const feedbackSchema = z.object({ value: z.enum(["up", "down"]), comment: z.string().optional() });

/** Settings of the model that a person may change for one conversation, within the operator's bounds. */
export const modelParametersSchema = z.object({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().gt(0).max(1).optional(),
  maxTokens: z.number().int().positive().optional(),
});

export const messageSchema = z.object({
  id: idSchema,
  conversationId: idSchema,
  parentId: idSchema.nullable(),
  role: z.enum(["user", "assistant"]),
  content: z.string(),
  reasoning: z.string().optional(),
  status: messageStatusSchema,
  createdAt: timeSchema,
  model: z.string().optional(),
  finishReason: z.string().optional(),
  usage: usageSchema.optional(),
  error: failureSchema.optional(),
  safety: safetySchema.optional(),
  feedback: feedbackSchema.optional(),
  /** Of an answer. */
  context: contextUseSchema.optional(),
  /** Ids of the messages with the same parent, this one included, oldest first. */
  siblingIds: z.array(idSchema),
  /** The generation that writes or wrote an assistant message. */
  generationId: idSchema.optional(),
  /** For status `streaming`: the last `seq` whose text is in `content`. */
  lastSeq: z.number().int().optional(),
});

export const conversationSchema = z.object({
  id: idSchema,
  title: z.string(),
  pinned: z.boolean(),
  systemPrompt: z.string().nullable(),
  model: z.string().nullable(),
  parameters: modelParametersSchema.nullable(),
  /** True while an answer has come that nobody of the user's tabs has shown. */
  unread: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  /** True while an answer is being written. */
  generating: z.boolean(),
});

export const userSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
});

export const modelSchema = z.object({
  name: z.string(),
  model: z.string(),
  default: z.boolean(),
  /** Set for the demo model that stands in where the operator has configured none. */
  demo: z.boolean().optional(),
});

export type Message = z.infer<typeof messageSchema>;
export type MessageStatus = z.infer<typeof messageStatusSchema>;
export type Usage = z.infer<typeof usageSchema>;
export type ContextUse = z.infer<typeof contextUseSchema>;
export type Safety = z.infer<typeof safetySchema>;
export type Feedback = z.infer<typeof feedbackSchema>;
export type ModelParameters = z.infer<typeof modelParametersSchema>;
export type Failure = z.infer<typeof failureSchema>;
export type Conversation = z.infer<typeof conversationSchema>;
export type User = z.infer<typeof userSchema>;
export type Model = z.infer<typeof modelSchema>;
