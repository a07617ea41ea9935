import type { Conversation } from "#app/protocol/resources.ts";

/** What a person can do with conversations, wherever they are shown. */
export interface ConversationCommands {
  onRename(conversation: Conversation, title: string): void;
  onPin(conversation: Conversation, pinned: boolean): void;
  onGenerateTitle(conversation: Conversation): void;
  /** Can be undone for some seconds. */
  onDelete(conversation: Conversation): void;
  onDeleteMany(conversations: readonly Conversation[]): void;
}
