import type { Conversation, Message, User } from "#app/protocol/resources.ts";

interface TurnCommand {
  user: User;
  requestId: string;
  /** The name of a configured model; none takes the conversation's, else the first. */
  model?: string | undefined;
  /**
   * Called once, when the turn is committed and before any frame about it is told: the moment to start
   * listening. Not called when the command is refused.
   */
  onCommitted?: ((turn: StartedTurn) => void) | undefined;
}

export interface SendMessage extends TurnCommand {
  /** Becomes the user message's id; sending it again gives the same answer and no second message. */
  id: string;
  /** A client-made id starts a new conversation; none makes one. */
  conversationId?: string | undefined;
  /** Refuses an unknown conversation instead of starting it. */
  mustExist?: boolean | undefined;
  /** The message to answer to; none continues the active branch. */
  parentId?: string | null | undefined;
  content: string;
}

export interface EditMessage extends TurnCommand {
  id: string;
  messageId: string;
  content: string;
}

export interface Regenerate extends TurnCommand {
  /** Becomes the generation's id. */
  id: string;
  /** The answer to replace, or a user message that has none. */
  messageId: string;
}

export interface ContinueAnswer extends TurnCommand {
  /** Becomes the generation's id. */
  id: string;
  /** The answer to go on with, the last of its branch. */
  messageId: string;
}

export interface StartedTurn {
  conversation: Conversation;
  /** The user's message, committed on the primary. */
  userMessage: Message;
  generationId: string;
  /** True when the same id was sent before: nothing new was started. */
  repeated: boolean;
  /** Resolves with the assistant message once it is committed; rejects when it could not be. */
  finished: Promise<Message>;
}

/** Use cases of a turn. An edge starts one and may go away; the turn lives on. */
export interface Turns {
  /** Resolves when the user's message is committed on the primary. @throws AppError */
  send(command: SendMessage): Promise<StartedTurn>;
  /** A sibling of a user message, and a new answer. @throws AppError */
  edit(command: EditMessage): Promise<StartedTurn>;
  /** A sibling of an answer. @throws AppError */
  regenerate(command: Regenerate): Promise<StartedTurn>;
  /**
   * Goes on with an answer that was stopped, interrupted, failed with text or cut at the longest allowed, into the same
   * message. @throws AppError
   */
  continueAnswer(command: ContinueAnswer): Promise<StartedTurn>;
  /** Closes the upstream request; what was produced is kept as `stopped`. Idempotent. @throws AppError not_found */
  stop(command: { user: User; generationId: string }): Promise<void>;
}
