/** What stands for the older turns of a branch. */
export interface Summary {
  /** The last message that is folded in, an answer. */
  messageId: string;
  content: string;
}

/** On the primary. Scoped by its owner. */
export interface SummaryStore {
  /** The summary that reaches furthest down the given branch. @param messageIds of the branch, oldest first */
  findSummary(query: {
    userId: string;
    conversationId: string;
    messageIds: readonly string[];
  }): Promise<Summary | undefined>;
  saveSummary(command: { userId: string; conversationId: string; summary: Summary }): Promise<void>;
}
