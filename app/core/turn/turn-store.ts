import type {
  ContextUse,
  Conversation,
  Failure,
  Message,
  MessageStatus,
  Safety,
  Usage,
  User,
} from "#app/protocol/resources.ts";
import type { BranchMessage } from "../context-window/context-window.ts";
import type { GenerationIdentity } from "./streaming-answer.ts";

/** What a turn needs to know of the conversation before the model is asked. Read on the primary. */
export interface TurnContext {
  conversation: Conversation;
  /** Whether a person or the model has already given a title. */
  titled: boolean;
  /** The branch that the new message continues, oldest first; at most the newest `maxContextMessages`. */
  history: BranchMessage[];
  /** The message that the new one answers, null for the first. */
  parentId: string | null;
}

export interface TurnStart {
  user: User;
  conversationId: string;
  /** The user message to write. */
  messageId: string;
  /** Undefined: at the end of the active branch. */
  parentId: string | null | undefined;
  content: string;
  /** The title of a conversation that this message starts. */
  title: string;
  generationId: string;
  /** The id that the answer will have. */
  answerId: string;
  model: string;
}

export type TurnStarted =
  | { outcome: "started"; conversation: Conversation; message: Message }
  /** The message id was written before: nothing was changed. */
  | { outcome: "repeated" }
  /** The conversation or the parent is not the user's. */
  | { outcome: "not_found" };

/** A turn that an earlier frame with the same id has started. */
export interface KnownTurn {
  conversation: Conversation;
  userMessage: Message;
  generationId: string;
  /** The last `seq` that was logged or, at the end, written. */
  lastSeq: number;
  /** Whether another process than its writer has closed it. */
  isRecovered: boolean;
  /** The answer; undefined while it is being written. */
  answer: Message | undefined;
}

export interface LogEntry {
  generationId: string;
  epoch: number;
  /** The last `seq` covered by the pieces. */
  seq: number;
  /** New since the entry before, a piece per `seq`; none only renews the lease. */
  texts: readonly string[];
  reasonings: readonly string[];
}

/** What the log holds of an answer after some `seq`. */
export interface LoggedPieces {
  generationId: string;
  lastSeq: number;
  texts: string[];
  reasonings: string[];
}

/** An answer that some process is writing, as its row tells. */
export interface RunningAnswer extends GenerationIdentity {
  owner: string;
  /** What the message had before, where a former answer is continued. */
  former: { text: string; reasoning: string };
}

export interface TurnEnd {
  generationId: string;
  epoch: number;
  seq: number;
  status: Exclude<MessageStatus, "streaming">;
  text: string;
  reasoning: string;
  finishReason: string | undefined;
  usage: Usage | undefined;
  error: Failure | undefined;
  safety: Safety | undefined;
  context: ContextUse | undefined;
  /** The name of the model that answered: another than the turn began with when that could not. */
  model: string;
  /** Nobody looked on: the conversation is marked. */
  unread: boolean;
}

export interface TurnEnded {
  userId: string;
  conversation: Conversation;
  message: Message;
  /** Set when another process has closed it: the last `seq` that was kept. */
  recoveredSeq?: number;
}

export interface RecoveredTurn extends TurnEnded {
  generationId: string;
  /** The last `seq` that had been logged. */
  seq: number;
}

export interface ExpiredLease {
  generationId: string;
  /** As PostgreSQL writes it, so that it compares exactly. */
  leaseUntil: string;
}

/** Writes of a turn, all on the primary. Statements of concurrent turns are group-committed. */
export interface TurnStore {
  readContext(query: {
    userId: string;
    conversationId: string;
    parentId: string | null | undefined;
    maxMessages: number;
  }): Promise<TurnContext | undefined>;
  start(turn: TurnStart): Promise<TurnStarted>;
  /** Another answer to a user message; `undefined` when that is not the user's. */
  startAnswer(answer: {
    userId: string;
    parentId: string;
    generationId: string;
    answerId: string;
    model: string;
  }): Promise<Conversation | undefined>;
  /** By the id of the user message or of the generation. */
  findTurn(query: { userId: string; id: string }): Promise<KnownTurn | undefined>;
  /** The turn as a reader sees it, for idempotent answers. */
  findMessage(query: { userId: string; messageId: string }): Promise<Message | undefined>;
  /** Goes on with an answer of the user that is not whole; `undefined` when there is none such. */
  startContinuation(continuation: {
    userId: string;
    messageId: string;
    generationId: string;
    model: string;
  }): Promise<Conversation | undefined>;
  /** Appends to the logs and renews the leases; says which may still be written, and which are to stop. */
  appendToLog(entries: LogEntry[]): Promise<Map<string, "running" | "stop_requested">>;
  /** Answers being written in a conversation, by whichever process. */
  findRunning(query: { userId: string; conversationId: string }): Promise<RunningAnswer[]>;
  /** What the logs hold after the given numbers. */
  readLogs(wanted: { generationId: string; afterSeq: number }[]): Promise<LoggedPieces[]>;
  /** Asks the process that writes it to stop; `undefined` when there is no such generation of the user's. */
  requestStop(query: { userId: string; generationId: string }): Promise<"requested" | "over" | undefined>;
  /**
   * Writes the answer and closes the generation, once; `undefined` when it was closed or deleted before.
   * @throws UnstorableError when the database cannot take what is in it
   */
  finish(end: TurnEnd): Promise<TurnEnded | undefined>;
  /** Running generations whose lease has ended: their process is lost, or the primary was away. */
  findExpired(): Promise<ExpiredLease[]>;
  /**
   * Closes generations with what was logged, as `interrupted`: those whose lease is still the given one, or all.
   * At most some hundreds at once.
   */
  recover(which: ExpiredLease[] | "all"): Promise<RecoveredTurn[]>;
  /** Removes what nobody needs any more. */
  deleteExpired(): Promise<void>;
  /** Those of the given generations that are no longer written, also when they are gone. */
  findFinished(generationIds: readonly string[]): Promise<string[]>;
}
