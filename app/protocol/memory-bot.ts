/** `POST /`: conversations for programs that keep nothing but a number. Browser-safe. */
import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import { contentSchema } from "./frames.ts";
import { idSchema, limits } from "./resources.ts";

const numberError = "must be the number that an earlier answer gave as its id";

/** A number, also as text. */
const chatNumberSchema = z.union(
  [
    z.int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ],
  { error: numberError },
);

export const memoryBotRequestSchema = z.object({
  /** Goes on with that conversation; none starts one. */
  id: chatNumberSchema.nullish(),
  /** The system prompt of a conversation that is started; beside `id` it changes nothing. */
  context: z
    .string({ error: "must be a text" })
    .overwrite(cleanText)
    .max(limits.systemPromptLength, { error: `must be at most ${limits.systemPromptLength} characters` })
    .nullish(),
  prompt: contentSchema,
  /** Whether the answer is stopped when the caller hangs up; else it is written to its end and kept. */
  stopOnDisconnect: z.boolean().optional(),
});

export const memoryBotReplySchema = z.object({
  id: z.number().int(),
  prompt: z.string(),
  /** As it was sent. */
  context: z.string().optional(),
  reply: z.string(),
  timestamp: z.iso.datetime(),
  /** Of the prompt, with all that the model was shown, and of the answer. */
  numberOfTokens: z.number().int(),
  /** The same conversation in the browser, `/c/…`, and in the rest of the API. */
  conversationId: idSchema,
});
