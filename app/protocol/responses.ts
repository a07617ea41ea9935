/** Answers of the HTTP API beside the resources themselves. Browser-safe. */
import { z } from "zod";
import { conversationSchema, failureSchema, idSchema, messageSchema } from "./resources.ts";

export const errorSchema = z.object({ error: failureSchema });

export const conversationPageSchema = z.object({
  items: z.array(conversationSchema),
  /** For `cursor` of the next request; null on the last page. */
  nextCursor: z.string().nullable(),
});

export const messagePageSchema = z.object({
  /** Oldest first. */
  items: z.array(messageSchema),
  /** For `before` of the next request; null when nothing is older. */
  nextBefore: z.string().nullable(),
  /** For `after` of the next request; null when nothing is newer. Told when `after` or `around` was asked for. */
  nextAfter: z.string().nullable().optional(),
});

export type MessagePage = z.infer<typeof messagePageSchema>;

/** Where something was found in a conversation. */
export const foundMessagesSchema = z.object({
  /** Of the messages of the active branch in which all words occur, oldest first. */
  messageIds: z.array(idSchema),
});

export const turnSchema = z.object({ userMessage: messageSchema, assistantMessage: messageSchema });

const partStateSchema = z.enum(["up", "down", "off"]);

export const readinessSchema = z.object({
  primary: partStateSchema,
  standby: partStateSchema,
  llm: partStateSchema,
  /** What the database servers can do together, in one word. */
  standbyState: z.string(),
  draining: z.boolean(),
});

/** What somebody's answers have cost on one day, in tokens. */
/** What the answers of a conversation have cost, all its branches together. Tokens and milliseconds. */
export const conversationUsageSchema = z.object({
  answers: z.number().int(),
  promptTokens: z.number().int(),
  completionTokens: z.number().int(),
  reasoningTokens: z.number().int(),
  /** Means over the answers that have these times; null when none has. */
  firstTokenMs: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
});

export type ConversationUsage = z.infer<typeof conversationUsageSchema>;

export const usageReportSchema = z.object({
  /** UTC. */
  day: z.iso.date(),
  promptTokens: z.number().int(),
  completionTokens: z.number().int(),
  /** Of both together; null: none. */
  limit: z.number().int().nullable(),
});
