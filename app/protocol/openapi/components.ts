import { kernelSchema } from "../kernels.ts";
import { z } from "zod";
import { serverFrameSchema } from "../frames.ts";
import {
  conversationPatchSchema,
  feedbackRequestSchema,
  newConversationSchema,
  newMessageSchema,
} from "../requests.ts";
import { conversationSchema, messageSchema, modelSchema, userSchema } from "../resources.ts";
import {
  conversationPageSchema,
  errorSchema,
  foundMessagesSchema,
  messagePageSchema,
  readinessSchema,
  turnSchema,
  conversationUsageSchema,
  usageReportSchema,
} from "../responses.ts";
import { searchPageSchema } from "../search.ts";
import { memoryBotReplySchema, memoryBotRequestSchema } from "../memory-bot.ts";
import { newShareSchema, sharePageSchema, shareSchema } from "../shares.ts";
import { importResultSchema, portableFileSchema } from "../transfer.ts";
import { userSettingsPatchSchema, userSettingsSchema } from "../user-settings.ts";

const requests = {
  NewConversation: newConversationSchema,
  ConversationPatch: conversationPatchSchema,
  NewMessage: newMessageSchema,
  MemoryBotRequest: memoryBotRequestSchema,
  FeedbackRequest: feedbackRequestSchema,
  UserSettingsPatch: userSettingsPatchSchema,
  NewShare: newShareSchema,
};
const responses = {
  Conversation: conversationSchema,
  ConversationPage: conversationPageSchema,
  Error: errorSchema,
  ExportFile: portableFileSchema,
  ImportResult: importResultSchema,
  MemoryBotReply: memoryBotReplySchema,
  Message: messageSchema,
  MessagePage: messagePageSchema,
  FoundMessages: foundMessagesSchema,
  Model: modelSchema,
  Readiness: readinessSchema,
  SearchPage: searchPageSchema,
  ServerFrame: serverFrameSchema,
  Share: shareSchema,
  SharePage: sharePageSchema,
  Turn: turnSchema,
  Kernel: kernelSchema,
  ConversationUsage: conversationUsageSchema,
  UsageReport: usageReportSchema,
  User: userSchema,
  UserSettings: userSettingsSchema,
};

export type JsonSchema = z.core.JSONSchema.BaseSchema;
export type ComponentName = keyof typeof requests | keyof typeof responses;

/** A reference to one of `componentSchemas`. */
export const refTo = (name: ComponentName): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** The API's zod schemas as JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
export function componentSchemas(): Record<string, JsonSchema> {
  return { ...toJsonSchemas(requests, "input"), ...toJsonSchemas(responses, "output") };
}

function toJsonSchemas(schemas: Record<string, z.ZodType>, io: "input" | "output") {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const uri = (id: string) => `#/components/schemas/${id}`;
  const converted = z.toJSONSchema(registry, { uri, io, override: simplify }).schemas;
  return Object.fromEntries(Object.entries(converted).map(([id, schema]) => [id, withoutOwnId(schema)]));
}

/** One schema, for a parameter. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return withoutOwnId(z.toJSONSchema(schema, { io: "input", override: simplify }));
}

/** Clients must bear fields that are added later; and a format says what its long pattern says. */
function simplify({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  delete jsonSchema.additionalProperties;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

/** The document as a whole says which dialect it speaks and where a schema is. */
function withoutOwnId({ $schema: _dialect, $id: _place, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
