/** Bodies and queries of the HTTP API. Browser-safe. */
import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import { contentSchema, modelNameSchema } from "./frames.ts";
import { idSchema, limits, modelParametersSchema } from "./resources.ts";
import { searchQuerySchema } from "./search.ts";

export const titleSchema = z
  .string()
  .overwrite(cleanText)
  .trim()
  .min(1, { error: "must not be empty" })
  .max(limits.titleLength, { error: `must be at most ${limits.titleLength} characters` });
const systemPromptSchema = z
  .string()
  .overwrite(cleanText)
  .max(limits.systemPromptLength, { error: `must be at most ${limits.systemPromptLength} characters` })
  .nullable();

const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(limits.maxPageSize).default(limits.pageSize),
});

export const conversationListQuerySchema = pageQuerySchema.extend({ cursor: z.string().max(500).optional() });

/** The newest page, or the one before, after or around a message; at most one of the three. */
export const messageQuerySchema = pageQuerySchema
  .extend({ before: idSchema.optional(), after: idSchema.optional(), around: idSchema.optional() })
  .refine(({ before, after, around }) => [before, after, around].filter(Boolean).length <= 1, {
    error: "only one of before, after and around may be given",
  });

export const findQuerySchema = z.object({ q: searchQuerySchema.shape.q });

export const newConversationSchema = z.object({
  title: titleSchema.optional(),
  systemPrompt: systemPromptSchema.optional(),
  model: modelNameSchema.nullish(),
  parameters: modelParametersSchema.nullish(),
});

export const conversationPatchSchema = z.object({
  title: titleSchema.optional(),
  pinned: z.boolean().optional(),
  systemPrompt: systemPromptSchema.optional(),
  model: modelNameSchema.nullish(),
  parameters: modelParametersSchema.nullish(),
  unread: z.boolean().optional(),
});

export const feedbackRequestSchema = z.object({
  /** Null takes the feedback back. */
  value: z.enum(["up", "down"]).nullable(),
  comment: z
    .string()
    .overwrite(cleanText)
    .trim()
    .max(limits.feedbackLength, { error: `must be at most ${limits.feedbackLength} characters` })
    .nullish(),
});

export const newMessageSchema = z.object({
  id: idSchema.optional(),
  content: contentSchema,
  parentId: idSchema.nullish(),
  model: modelNameSchema.optional(),
});
