import { bigint, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./schema.ts";

/** What the safety model found, for the operator. Append-only, and outlives what it tells of: no foreign keys. */
export const safetyAudit = pgTable(
  "safety_audit",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    createdAt: time("created_at").notNull().defaultNow(),
    userId: text("user_id").notNull(),
    conversationId: uuid("conversation_id").notNull(),
    /** The message that was checked: the user's, or the answer. */
    messageId: uuid("message_id").notNull(),
    direction: text({ enum: ["input", "output"] }).notNull(),
    /** `unknown`: no usable answer, for the reason that `detail` tells. */
    verdict: text({ enum: ["unsafe", "unknown"] }).notNull(),
    action: text({ enum: ["block", "warn", "log", "allow"] }).notNull(),
    categories: text().array().notNull(),
    detail: text(),
    /** The safety model, and the model that was asked or that answered. */
    guard: text().notNull(),
    model: text().notNull(),
    latencyMs: integer("latency_ms").notNull(),
    /** As the operator has it kept: the text, its SHA-256, or neither. */
    content: text(),
    contentSha256: text("content_sha256"),
  },
  (table) => [
    index("safety_audit_created_at").on(table.createdAt),
    index("safety_audit_user").on(table.userId, table.createdAt),
  ],
);
