import { z } from "zod";

/** What the load client is told, in two steps, so that connecting is not part of what is measured. */
export const prepareSchema = z.object({
  ask: z.literal("prepare"),
  /** Such as `http://127.0.0.1:3000`. */
  url: z.string(),
  /** Whether the server keeps conversations, which are then made beforehand, with a title. */
  keepsConversations: z.boolean(),
  streams: z.number().int(),
  tokens: z.number().int(),
  tokensPerSecond: z.number(),
  /** Differs between rounds. */
  round: z.string(),
});

export const runSchema = z.object({
  ask: z.literal("run"),
  /** The starts are spread evenly over this time; 0 sends all in the same instant. */
  spreadMs: z.number(),
});

export const jobSchema = z.discriminatedUnion("ask", [prepareSchema, runSchema]);

export type Prepare = z.infer<typeof prepareSchema>;

/** Times are milliseconds from the moment the question was sent; null for what never came. */
export const streamTimesSchema = z.object({
  /** The relay accepts nothing. */
  acceptedMs: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  totalMs: z.number().nullable(),
  frames: z.number().int(),
});

export const runResultSchema = z.object({
  streams: z.array(streamTimesSchema),
  /** What was wrong with the streams: lost, repeated or mixed-up text, errors, timeouts. */
  problems: z.array(z.string()),
  /** The answers as streamed, by conversation. */
  answers: z.array(z.object({ conversationId: z.string(), text: z.string() })),
});

export type StreamTimes = z.infer<typeof streamTimesSchema>;
export type RunResult = z.infer<typeof runResultSchema>;
