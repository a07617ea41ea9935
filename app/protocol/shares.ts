/** A published branch: what a share shows, and what its owner is told of it. Browser-safe. */
import { z } from "zod";
import { idSchema } from "./resources.ts";

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

export type SharedMessage = z.infer<typeof sharedMessageSchema>;
export type Share = z.infer<typeof shareSchema>;
