import { createContext, useContext } from "react";
import type { Feedback, Message } from "#app/protocol/resources.ts";

/** What a person can do with a message beside asking again. */
export interface MessageCommands {
  /** Null takes the opinion back. */
  onFeedback(message: Message, feedback: Feedback | null): void;
  /** Removes the message with all that follows it; for good. */
  onDelete(message: Message): void;
  /** What an edit of a message has come to that was neither sent nor given up; "" where none was begun. */
  keptEdit(messageId: string): string;
  /** Keeps it; "" when it is over. */
  keepEdit(messageId: string, content: string): void;
}

const MessageCommandsContext = createContext<MessageCommands | undefined>(undefined);

export const MessageCommandsProvider = MessageCommandsContext.Provider;

/** Undefined where messages are only shown, and until the page is alive. */
export function useMessageCommands(): MessageCommands | undefined {
  return useContext(MessageCommandsContext);
}
