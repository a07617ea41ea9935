/**
 * Frames of the WebSocket `/api/chat`; PROTOCOL.md beside this file explains each.
 * Client frames are imperative, server frames are in the past tense. Browser-safe.
 */
import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import { kernelStateSchema } from "./kernels.ts";
import {
  conversationSchema,
  failureSchema,
  idSchema,
  limits,
  messageSchema,
  userSchema,
} from "./resources.ts";

export const contentSchema = z
  .string()
  .max(limits.messageLength, { error: `must be at most ${limits.messageLength} characters` })
  .overwrite(cleanText)
  .refine((text) => text.trim() !== "", { error: "must not be empty" });
export const modelNameSchema = z.string().min(1).max(limits.modelNameLength);

export const clientFrameSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("message.send"),
    id: idSchema,
    conversationId: idSchema.optional(),
    parentId: idSchema.nullish(),
    content: contentSchema,
    model: modelNameSchema.optional(),
  }),
  z.object({
    type: z.literal("message.edit"),
    id: idSchema,
    messageId: idSchema,
    content: contentSchema,
    model: modelNameSchema.optional(),
  }),
  z.object({
    type: z.literal("message.regenerate"),
    id: idSchema,
    messageId: idSchema,
    model: modelNameSchema.optional(),
  }),
  z.object({ type: z.literal("message.continue"), id: idSchema, messageId: idSchema }),
  z.object({ type: z.literal("branch.select"), id: idSchema, messageId: idSchema }),
  z.object({ type: z.literal("generation.stop"), generationId: idSchema }),
  z.object({
    type: z.literal("conversation.watch"),
    conversationId: idSchema,
    generationId: idSchema.optional(),
    afterSeq: z.number().int().min(0).optional(),
  }),
  z.object({ type: z.literal("conversation.unwatch"), conversationId: idSchema }),
]);

/**
 * On frames that tell of a write: a read that bears it as `X-Read-After` is at least as new as what the frame tells.
 */
const readAfter = { readAfter: z.string().optional() };

export const serverFrameSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    protocol: z.literal(1),
    user: userSchema,
    limits: z.object({ messageLength: z.number(), frameBytes: z.number() }),
    /** False while the primary is away: pages can be read, what is sent waits. */
    writable: z.boolean(),
  }),
  z.object({
    /** The primary went away, or is back. */
    type: z.literal("service.changed"),
    writable: z.boolean(),
  }),
  z.object({
    type: z.literal("message.accepted"),
    id: idSchema,
    conversation: conversationSchema,
    message: messageSchema,
    generationId: idSchema,
    ...readAfter,
  }),
  z.object({
    /** Of the conversation's own Python. */
    type: z.literal("kernel.changed"),
    conversationId: idSchema,
    state: kernelStateSchema,
  }),
  z.object({
    /** The model is busy: the answer waits for its turn. Sent again when the position has changed. */
    type: z.literal("generation.queued"),
    generationId: idSchema,
    conversationId: idSchema,
    /** 1 is next; 0: its turn has come. */
    position: z.number().int().nonnegative(),
    /** Set when it waits for a model that is still being loaded; else other answers keep it busy. */
    reason: z.literal("loading").optional(),
  }),
  z.object({
    type: z.literal("generation.started"),
    generationId: idSchema,
    conversationId: idSchema,
    messageId: idSchema,
    parentId: idSchema.nullable(),
    model: z.string(),
  }),
  z.object({
    type: z.literal("generation.delta"),
    generationId: idSchema,
    conversationId: idSchema,
    messageId: idSchema,
    seq: z.number().int(),
    /** It bears what came after this `seq`, up to its own. */
    afterSeq: z.number().int().optional(),
    text: z.string().optional(),
    reasoning: z.string().optional(),
  }),
  z.object({
    type: z.literal("generation.finished"),
    generationId: idSchema,
    conversationId: idSchema,
    seq: z.number().int(),
    /** What deltas with a greater `seq` have shown is not in the message. */
    withdrawnAfterSeq: z.number().int().min(0).optional(),
    message: messageSchema,
    ...readAfter,
  }),
  /** Something about a message has changed that is not its text, such as the feedback. */
  z.object({ type: z.literal("message.updated"), message: messageSchema, ...readAfter }),
  /** The message is gone, with all that followed it. */
  z.object({
    type: z.literal("message.deleted"),
    conversationId: idSchema,
    messageId: idSchema,
    ...readAfter,
  }),
  z.object({ type: z.literal("conversation.updated"), conversation: conversationSchema, ...readAfter }),
  z.object({ type: z.literal("conversation.deleted"), conversationId: idSchema, ...readAfter }),
  failureSchema.extend({
    type: z.literal("error"),
    retryable: z.boolean(),
    ref: z.string().optional(),
  }),
]);

export type ClientFrame = z.infer<typeof clientFrameSchema>;
export type ServerFrame = z.infer<typeof serverFrameSchema>;
export type FrameOf<F extends { type: string }, T extends F["type"]> = Extract<F, { type: T }>;

/** Close codes of the socket: RFC 6455 section 7.4.1 and the IANA registry. */
export const closeCode = {
  /** Too many frames: slow down before connecting again. */
  policyViolation: 1008,
  messageTooBig: 1009,
  /** The process restarts: connect again at once, another process may answer. */
  serviceRestart: 1012,
  /** The reader was too slow for too long: connect again and watch. */
  tryAgainLater: 1013,
  /** The sign-in is to be shown again: connect again at once. Of the range for private use. */
  signInAgain: 4401,
} as const;
