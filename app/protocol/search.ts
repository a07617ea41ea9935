/** Search over a person's own messages and titles. Browser-safe. */
import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import { idSchema, limits } from "./resources.ts";

export const searchQuerySchema = z.object({
  /** Words that all must occur, in any case, also inside of longer words; `"in quotes"` as they stand. */
  q: z
    .string({ error: "must be given" })
    .overwrite(cleanText)
    .trim()
    .min(1, { error: "must not be empty" })
    .max(limits.searchLength, { error: `must be at most ${limits.searchLength} characters` }),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(limits.pageSize).default(20),
});

export const searchHitSchema = z.object({
  conversationId: idSchema,
  /** Null when the title is what was found. */
  messageId: idSchema.nullable(),
  /** Of the conversation. */
  title: z.string(),
  /** Plain text around the first place that was found. */
  excerpt: z.string(),
  /** Begin and end of what was found in `excerpt`, in UTF-16 code units, in order and apart. */
  highlights: z.array(z.tuple([z.number().int(), z.number().int()])),
  role: z.enum(["user", "assistant"]).nullable(),
  createdAt: z.iso.datetime(),
});

export const searchPageSchema = z.object({
  /** Titles first, then messages, the newest first. */
  items: z.array(searchHitSchema),
  /** For `cursor` of the next request; null once everything is searched. A page may be short of `limit` before that. */
  nextCursor: z.string().nullable(),
});

export type SearchHit = z.infer<typeof searchHitSchema>;
export type SearchPage = z.infer<typeof searchPageSchema>;
