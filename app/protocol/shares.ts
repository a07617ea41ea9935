/** A published branch: what a share shows, and what its owner is told of it. Browser-safe. */
import { z } from "zod";
import { titleSchema } from "./requests.ts";
import { idSchema, limits } from "./resources.ts";

/** A message of a share: nothing that tells of the person, the model server or the safety model. */
export const sharedMessageSchema = z.object({
  role: z.enum(["user", "assistant"]),
  content: z.string(),
  createdAt: z.iso.datetime(),
  model: z.string().optional(),
});

export const shareSchema = z.object({
  id: idSchema,
  conversationId: idSchema,
  title: z.string(),
  /** Where the public page is. */
  url: z.string(),
  createdAt: z.iso.datetime(),
});

export const newShareSchema = z.object({
  conversationId: idSchema,
  /** The last message of the branch; absent: of the active branch. */
  messageId: idSchema.nullish(),
  /** Absent: the conversation's. */
  title: titleSchema.optional(),
});

export const shareListQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(limits.maxPageSize).default(limits.pageSize),
  cursor: z.string().max(500).optional(),
});

export const sharePageSchema = z.object({
  /** Newest first. */
  items: z.array(shareSchema),
  nextCursor: z.string().nullable(),
});

export type SharedMessage = z.infer<typeof sharedMessageSchema>;
export type Share = z.infer<typeof shareSchema>;
