import type { ConversationUsage } from "#app/protocol/responses.ts";
import type { Conversation, Message, ModelParameters, User } from "#app/protocol/resources.ts";
import type { BranchReader } from "./branch-reader.ts";
import type { SearchReader } from "../search/search-store.ts";
import type { ShareReader } from "../sharing/share-store.ts";
import type { TransferReader } from "../transfer/transfer-store.ts";

export interface Page {
  cursor?: string | undefined;
  limit: number;
}

/** Reads, bound to one server: the standby or the primary. Everything is scoped by its owner. */
export interface ConversationReader {
  /** Pinned first, then the newest `updatedAt` first. @throws AppError invalid_request for a foreign cursor */
  listConversations(query: {
    userId: string;
    page: Page;
  }): Promise<{ items: Conversation[]; nextCursor: string | null }>;
  findConversation(query: { userId: string; conversationId: string }): Promise<Conversation | undefined>;
  /**
   * The active branch, oldest first; without `before` its newest page. An answer being written comes as
   * the last message with status `streaming`. `undefined` when the conversation is not the user's.
   */
  listMessages(query: {
    userId: string;
    conversationId: string;
    before?: string | undefined;
    limit: number;
  }): Promise<{ items: Message[]; nextBefore: string | null } | undefined>;
  findMessage(query: { userId: string; messageId: string }): Promise<Message | undefined>;
  /** Over all branches; `undefined` when the conversation is not the user's. */
  sumUsage(query: { userId: string; conversationId: string }): Promise<ConversationUsage | undefined>;
}

export interface NewConversation {
  id: string;
  title?: string | undefined;
  systemPrompt?: string | null | undefined;
  model?: string | null | undefined;
  parameters?: ModelParameters | null | undefined;
}

export interface ConversationPatch {
  title?: string | undefined;
  pinned?: boolean | undefined;
  systemPrompt?: string | null | undefined;
  model?: string | null | undefined;
  parameters?: ModelParameters | null | undefined;
  unread?: boolean | undefined;
}

/** Writes on the primary. Each is one committed statement, scoped by its owner. */
export interface ConversationWriter {
  createConversation(command: { user: User; conversation: NewConversation }): Promise<Conversation>;
  updateConversation(command: {
    userId: string;
    conversationId: string;
    patch: ConversationPatch;
  }): Promise<Conversation | undefined>;
  /** Sets a title made by the model, unless a person has given one. */
  setGeneratedTitle(command: {
    userId: string;
    conversationId: string;
    title: string;
    replace: boolean;
  }): Promise<Conversation | undefined>;
  /**
   * Hides it from every read, with all that is in it and its shares, and closes what is being written in it. After some
   * minutes it is gone for good. Says whether it was there.
   */
  deleteConversation(command: { userId: string; conversationId: string }): Promise<boolean>;
  /** Shows again what was deleted a short while ago. `undefined` when there is nothing to restore. */
  restoreConversation(command: { userId: string; conversationId: string }): Promise<Conversation | undefined>;
  /** Makes the branch through this message the active one. */
  selectBranch(command: { userId: string; messageId: string }): Promise<Conversation | undefined>;
}

/** Everything that pages and the API read, bound to one server: the standby or the primary. */
export interface Readers
  extends ConversationReader, BranchReader, SearchReader, ShareReader, TransferReader {}

/**
 * Reads that are never older than what the reader has seen or caused: from the standby when it has come so far, else
 * from the primary.
 */
export interface FreshReads {
  /**
   * @param query only reads, and may run twice: again on the primary when the standby fails it
   * @param options.isHeavy says that it may take long, which is then not held against the server
   * @throws AppError database_unavailable when no server can answer, too_slow when this query takes too long
   */
  read<T>(
    userId: string,
    query: (reader: Readers) => Promise<T>,
    options?: { isHeavy?: boolean },
  ): Promise<T>;
}
