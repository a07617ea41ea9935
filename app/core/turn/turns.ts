import type { Conversation, Message, User } from "#app/protocol/resources.ts";

export interface SendMessage {
  user: User;
  /** Becomes the user message's id; sending it again gives the same answer and no second message. */
  id: string;
  /** A client-made id starts a new conversation; none makes one. */
  conversationId?: string | undefined;
  /** The message to answer to; none continues the active branch. */
  parentId?: string | null | undefined;
  content: string;
  model?: string | undefined;
  requestId: string;
}

export interface StartedTurn {
  conversation: Conversation;
  /** The user's message, committed on the primary. */
  userMessage: Message;
  generationId: string;
  /** Resolves with the assistant message once it is committed; rejects when it could not be. */
  finished: Promise<Message>;
}

/** Use cases of a turn. An edge starts one and may go away; the turn lives on. */
export interface Turns {
  /** Resolves when the user's message is committed on the primary. @throws AppError */
  send(command: SendMessage): Promise<StartedTurn>;
  edit(command: {
    user: User;
    id: string;
    messageId: string;
    content: string;
    model?: string | undefined;
    requestId: string;
  }): Promise<StartedTurn>;
  /** A sibling of an assistant message; `id` becomes the generation's id. */
  regenerate(command: {
    user: User;
    id: string;
    messageId: string;
    model?: string | undefined;
    requestId: string;
  }): Promise<StartedTurn>;
  /** Closes the upstream request; what was produced is kept as `stopped`. @throws AppError not_found */
  stop(command: { user: User; generationId: string }): Promise<void>;
}
