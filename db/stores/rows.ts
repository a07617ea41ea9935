import type {
  ContextUse,
  Conversation,
  Failure,
  Feedback,
  Message,
  ModelParameters,
  Safety,
  Usage,
} from "#app/protocol/resources.ts";

/** A time as raw SQL (text) or drizzle (Date) gives it. */
type Time = string | Date;

export interface ConversationRow {
  id: string;
  title: string;
  pinned: boolean;
  system_prompt: string | null;
  model: string | null;
  parameters: ModelParameters | null;
  unread: boolean;
  created_at: Time;
  updated_at: Time;
  generating: boolean;
}

export interface MessageRow {
  id: string;
  conversation_id: string;
  parent_id: string | null;
  role: "user" | "assistant";
  content: string;
  reasoning: string | null;
  status: Message["status"];
  model: string | null;
  finish_reason: string | null;
  usage: Usage | null;
  error: Failure | null;
  safety: Safety | null;
  feedback: Feedback | null;
  context: ContextUse | null;
  generation_id: string | null;
  created_at: Time;
  sibling_ids: string[] | null;
  /** Only of an answer that is being written. */
  last_seq?: number | null;
}

const isoTime = (time: Time) => new Date(time).toISOString();

export function toConversation(row: ConversationRow): Conversation {
  return {
    id: row.id,
    title: row.title,
    pinned: row.pinned,
    systemPrompt: row.system_prompt,
    model: row.model,
    parameters: row.parameters,
    unread: row.unread,
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
    generating: row.generating,
  };
}

export function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    parentId: row.parent_id,
    role: row.role,
    content: row.content,
    ...(row.reasoning && { reasoning: row.reasoning }),
    status: row.status,
    createdAt: isoTime(row.created_at),
    ...(row.model && { model: row.model }),
    ...(row.finish_reason && { finishReason: row.finish_reason }),
    ...(row.usage && { usage: row.usage }),
    ...(row.error && { error: row.error }),
    ...(row.safety && { safety: row.safety }),
    ...(row.feedback && { feedback: row.feedback }),
    ...(row.context && { context: row.context }),
    ...(row.generation_id && { generationId: row.generation_id }),
    ...(row.status === "streaming" && row.last_seq != null && { lastSeq: row.last_seq }),
    siblingIds: row.sibling_ids ?? [row.id],
  };
}
