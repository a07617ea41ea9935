import type { Message } from "#app/protocol/resources.ts";

/** A part of the active branch, oldest first. */
export interface BranchPart {
  items: Message[];
  /** Id of the first item where older messages come before it, else null. */
  nextBefore: string | null;
  /** Id of the last item where newer messages come after it, else null. */
  nextAfter: string | null;
}

interface BranchQuery {
  userId: string;
  conversationId: string;
}

/** Reads within a long branch. Everything is scoped by its owner. */
export interface BranchReader {
  /** What follows `after`. Undefined when that message is not on the user's active branch of the conversation. */
  listMessagesAfter(query: BranchQuery & { after: string; limit: number }): Promise<BranchPart | undefined>;
  /** Message `at` with half a page before it and half a page behind it. Undefined as above. */
  listMessagesAround(query: BranchQuery & { at: string; limit: number }): Promise<BranchPart | undefined>;
  /** What leads to a message on whatever branch, and what follows it by the newest messages. Undefined when it is not there. */
  listMessagesThrough(query: BranchQuery & { at: string; limit: number }): Promise<BranchPart | undefined>;
  /** Ids of the messages of the active branch in which all terms occur, oldest first; of more than `limit` the newest. */
  findInBranch(query: BranchQuery & { terms: readonly string[]; limit: number }): Promise<string[]>;
}
