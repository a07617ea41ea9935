import type { Conversation, User } from "#app/protocol/resources.ts";
import type { ConversationPatch, NewConversation } from "./conversation-store.ts";

/** Commands on conversations. All throw AppError `not_found` for what is not the user's. */
export interface Conversations {
  create(command: { user: User } & Omit<NewConversation, "id">): Promise<Conversation>;
  update(command: { user: User; conversationId: string; patch: ConversationPatch }): Promise<Conversation>;
  /** Stops what is being written in it, and hides it at once with everything it owns. Idempotent. */
  delete(command: { user: User; conversationId: string }): Promise<void>;
  /** Takes a deletion of the last minutes back. Idempotent. */
  restore(command: { user: User; conversationId: string }): Promise<Conversation>;
  selectBranch(command: { user: User; messageId: string }): Promise<Conversation>;
  /** Makes a title with the model, also over one that a person gave. */
  generateTitle(command: {
    user: User;
    conversationId: string;
    requestId: string;
    /** Fires when nobody waits for the title any more. */
    signal?: AbortSignal | undefined;
  }): Promise<Conversation>;
}
