/** What leaves and comes back: a person's conversations as a file. Browser-safe. */
import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import { titleSchema } from "./requests.ts";
import {
  failureSchema,
  feedbackSchema,
  idSchema,
  limits,
  messageStatusSchema,
  modelParametersSchema,
  safetySchema,
  usageSchema,
} from "./resources.ts";

/** `format` of a file that this program wrote. */
export const portableFormat = "chatbot-conversations";

const timeSchema = z.iso.datetime({ error: "must be a time in ISO 8601, in UTC" });
const textSchema = z
  .string()
  .max(limits.importedMessageLength, { error: `must be at most ${limits.importedMessageLength} characters` })
  .overwrite(cleanText);

export const portableMessageSchema = z.object({
  id: idSchema,
  /** Null at the top; siblings are edits and other answers. */
  parentId: idSchema.nullable(),
  role: z.enum(["user", "assistant"]),
  content: textSchema,
  reasoning: textSchema.optional(),
  status: messageStatusSchema.exclude(["streaming"]),
  createdAt: timeSchema,
  model: z.string().max(limits.modelNameLength).optional(),
  finishReason: z.string().max(200).optional(),
  usage: usageSchema.optional(),
  error: failureSchema.optional(),
  safety: safetySchema.optional(),
  feedback: feedbackSchema.extend({ comment: z.string().max(limits.feedbackLength).optional() }).optional(),
});

export const portableConversationSchema = z.object({
  id: idSchema,
  title: z.union([titleSchema, z.literal("")]),
  pinned: z.boolean(),
  systemPrompt: z.string().max(limits.systemPromptLength).overwrite(cleanText).nullable(),
  model: z.string().max(limits.modelNameLength).nullable(),
  parameters: modelParametersSchema.nullable(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  /** The newest message of the branch that is shown. */
  activeMessageId: idSchema.nullable(),
  /** Of all branches, a parent before its children. */
  messages: z.array(portableMessageSchema).max(limits.conversationMessages),
});

export const portableFileSchema = z.object({
  format: z.literal(portableFormat),
  version: z.literal(1),
  exportedAt: timeSchema.optional(),
  conversations: z.array(portableConversationSchema),
});

export const importResultSchema = z.object({
  /** Conversations that are new now. */
  imported: z.number().int(),
  /** Those that were here already, or had nothing to show. */
  skipped: z.number().int(),
});

export const exportAllQuerySchema = z.object({
  /** Only these conversations: ids with commas between them. */
  ids: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(idSchema).max(200, { error: "must be at most 200 ids" }))
    .optional(),
});

export const exportQuerySchema = z.object({ format: z.enum(["md", "json"]).default("json") });

export type PortableMessage = z.infer<typeof portableMessageSchema>;
export type PortableConversation = z.infer<typeof portableConversationSchema>;
export type ImportResult = z.infer<typeof importResultSchema>;
