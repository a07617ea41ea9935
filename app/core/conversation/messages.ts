import type { Conversation, Feedback, Message, User } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";
import type { FramePublisher } from "../turn/frame-publisher.ts";
import type { ConversationReader } from "./conversation-store.ts";
import type { MessageWriter } from "./message-store.ts";

/** Commands on messages that are there. */
export interface Messages {
  /** What the user thinks of an answer; null takes it back. @throws AppError not_found */
  setFeedback(command: { user: User; messageId: string; feedback: Feedback | null }): Promise<Message>;
  /** Removes a message with all that follows it. Idempotent. @throws AppError conflict while an answer is being written there */
  deleteBranch(command: { user: User; messageId: string }): Promise<Conversation | undefined>;
}

interface Dependencies {
  primary: MessageWriter & Pick<ConversationReader, "findConversation">;
  publisher: FramePublisher;
}

export function createMessages({ primary, publisher }: Dependencies): Messages {
  return {
    async setFeedback({ user, messageId, feedback }) {
      const message = await primary.setFeedback({ userId: user.id, messageId, feedback });
      if (!message) throw new AppError("not_found");
      const { conversationId } = message;
      publisher.publishToConversation(user.id, conversationId, { type: "message.updated", message });
      return message;
    },

    async deleteBranch({ user, messageId }) {
      const conversationId = await primary.deleteBranch({ userId: user.id, messageId });
      if (conversationId === undefined) return undefined;
      publisher.publishToConversation(user.id, conversationId, {
        type: "message.deleted",
        conversationId,
        messageId,
      });
      return primary.findConversation({ userId: user.id, conversationId });
    },
  };
}
