import type { TextId } from "#app/i18n/texts.ts";
import type { Conversation, Failure, Message } from "#app/protocol/resources.ts";

export type Connection = "connecting" | "open" | "away" | "signed-out";

export interface SendFailure extends Failure {
  retryable: boolean;
}

interface PendingBase {
  /** The client frame's id, which is its idempotency key: sending it again is harmless. */
  id: string;
  conversationId: string;
  model?: string | undefined;
  /** `queued`: waits in this tab until the running answer is over. */
  state: "sending" | "failed" | "queued";
  failure?: SendFailure | undefined;
  /** ISO 8601. */
  createdAt: string;
}

/** What was sent and is not yet accepted by the server. */
export type PendingSend =
  | (PendingBase & { kind: "send"; content: string; startsConversation: boolean })
  | (PendingBase & { kind: "edit"; content: string; messageId: string })
  | (PendingBase & { kind: "regenerate"; messageId: string })
  | (PendingBase & { kind: "continue"; messageId: string });

/** A growing answer, kept apart from its thread so that a token re-renders nothing else. */
export interface LiveAnswer {
  generationId: string;
  conversationId: string;
  messageId: string;
  /** The last `seq` whose text is in here. */
  seq: number;
  text: string;
  reasoning: string;
  /** A delta came that does not go on where this ends: the server is to be asked for what is between. */
  isBroken?: boolean | undefined;
  /** Its place in the line of a busy model: 1 is next, 0 that it is asked now. */
  queuePosition?: number | undefined;
  /** Set while the model is still being loaded. */
  waitReason?: "loading" | undefined;
}

/** The active branch of one conversation, as far as it is loaded. */
export interface Thread {
  conversationId: string;
  /** Oldest first, each the child of the one before. */
  messages: readonly Message[];
  /** Where the page before begins, or null when the first message is loaded. */
  nextBefore: string | null;
  /** The last message here when newer ones of the branch are not loaded, else null: then this is the end. */
  nextAfter: string | null;
  /** Accepted, but the answer has not started. */
  awaiting?: { generationId: string; parentId: string } | undefined;
  /** A frame told of something this thread does not know: load the page again. */
  needsReload: boolean;
}

export interface KnownConversation {
  conversation: Conversation;
  /** When a frame last told of it, in milliseconds of the epoch; 0 when only a page did. */
  receivedAt: number;
}

export interface ChatState {
  connection: Connection;
  /** False while the server can only show what there is: what is sent waits. */
  writable: boolean;
  conversations: Readonly<Record<string, KnownConversation>>;
  deletedIds: Readonly<Record<string, true>>;
  nextCursor: string | null;
  /** Messages that are deleted, or about to be, with their conversations: what follows them is not shown either. */
  hiddenIds: Readonly<Record<string, string>>;
  threads: Readonly<Record<string, Thread>>;
  /** By generation id. */
  live: Readonly<Record<string, LiveAnswer>>;
  /** Generations that are over: late or repeated frames of theirs change nothing. */
  finishedIds: Readonly<Record<string, true>>;
  /** Generations that a reload did not explain, for example on a branch that is not shown. */
  orphanIds: Readonly<Record<string, true>>;
  pending: readonly PendingSend[];
  /** An error that belongs to no message. */
  problem?: SendFailure | undefined;
  /** For the polite live region; `count` makes the same words a new announcement. */
  announcement: { textId: TextId | undefined; count: number };
}

export const emptyChatState: ChatState = {
  connection: "connecting",
  writable: true,
  conversations: {},
  deletedIds: {},
  nextCursor: null,
  hiddenIds: {},
  threads: {},
  live: {},
  finishedIds: {},
  orphanIds: {},
  pending: [],
  announcement: { textId: undefined, count: 0 },
};

/** A copy without one key. */
export function omit<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return key in record ? Object.fromEntries(Object.entries(record).filter(([name]) => name !== key)) : record;
}
