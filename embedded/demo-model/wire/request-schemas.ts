/** Bodies as serde reads them in TGI's router: where it takes no null, neither do these. Unknown keys are ignored. */
import { z } from "zod";
import type { ChatMessage } from "../talk/chat-message.ts";

const count = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1);
/** Unsigned 64 bits: more than a number holds exactly, but nothing is computed from it. */
const seed = z.number().min(0);
const number = z.number();

const contentPart = z.union([
  z.object({ type: z.literal("text"), text: z.string() }).transform((part) => part.text),
  z
    .object({ type: z.literal("image_url"), image_url: z.object({ url: z.string() }) })
    .transform((part) => `![](${part.image_url.url})`),
]);
const content = z.union([z.string(), z.array(contentPart).transform((parts) => parts.join(""))]);

const chatMessage = z
  .union([
    z.object({ role: z.string(), content }),
    z
      .object({ role: z.string(), tool_calls: z.array(z.unknown()) })
      .transform(({ role, tool_calls }) => ({ role, content: JSON.stringify(tool_calls) })),
  ])
  .transform(({ role, content: text }): ChatMessage => ({ role, content: text }));

export const chatRequestSchema = z.object({
  model: z.string().nullish(),
  messages: z.array(chatMessage),
  max_tokens: count.nullish(),
  max_completion_tokens: count.nullish(),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean().default(false) }).default({ include_usage: false }),
  stop: z.array(z.string()).nullish(),
  temperature: number.nullish(),
  top_p: number.nullish(),
  frequency_penalty: number.nullish(),
  presence_penalty: number.nullish(),
  seed: seed.nullish(),
  response_format: z.record(z.string(), z.unknown()).nullish(),
});

const parametersSchema = z.object({
  best_of: count.nullish(),
  temperature: number.nullish(),
  repetition_penalty: number.nullish(),
  frequency_penalty: number.nullish(),
  top_k: z.number().int().nullish(),
  top_p: number.nullish(),
  typical_p: number.nullish(),
  do_sample: z.boolean().default(false),
  max_new_tokens: count.nullish(),
  return_full_text: z.boolean().nullish(),
  stop: z.array(z.string()).default([]),
  truncate: count.nullish(),
  details: z.boolean().default(false),
  decoder_input_details: z.boolean().default(false),
  seed: seed.nullish(),
  top_n_tokens: count.nullish(),
  grammar: z.record(z.string(), z.unknown()).nullish(),
});

export const generateRequestSchema = z.object({
  inputs: z.string(),
  parameters: parametersSchema.prefault({}),
});

export const compatRequestSchema = generateRequestSchema.extend({ stream: z.boolean().default(false) });

export type ChatRequest = z.infer<typeof chatRequestSchema>;
export type GenerateRequest = z.infer<typeof generateRequestSchema>;
export type Parameters = z.infer<typeof parametersSchema>;

/** What TGI makes of a chat request's settings before it generates. */
export function parametersOfChat(chat: ChatRequest): Parameters {
  const isGreedy = chat.temperature === 0;
  return parametersSchema.parse({
    max_new_tokens: chat.max_tokens ?? chat.max_completion_tokens,
    stop: chat.stop ?? [],
    do_sample: !isGreedy,
    temperature: isGreedy ? null : chat.temperature,
    repetition_penalty: typeof chat.presence_penalty === "number" ? chat.presence_penalty + 2 : null,
    frequency_penalty: chat.frequency_penalty,
    top_p: chat.top_p,
    seed: chat.seed,
    grammar: chat.response_format,
  });
}
