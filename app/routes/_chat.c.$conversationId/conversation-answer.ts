import type { Conversation } from "#app/protocol/resources.ts";

/** What the action tells a script; pages without script are redirected instead. */
export interface ConversationAnswer {
  conversation?: Conversation;
  deletedId?: string;
  problem?: { code: string; message: string; retryable: boolean };
}
