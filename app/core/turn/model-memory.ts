import type { Conversation, User } from "#app/protocol/resources.ts";
import type { ConversationWriter } from "../conversation/conversation-store.ts";
import type { Log } from "../log.ts";
import type { UserSettingsBook } from "../settings/user-settings.ts";

interface Dependencies {
  conversations: Pick<ConversationWriter, "updateConversation">;
  settings: Pick<UserSettingsBook, "readForTurn" | "save">;
  log: Log;
  onError: () => void;
}

/** Keeps the model that a turn was given. @returns the conversation with it */
export type KeepModel = (command: {
  user: User;
  conversation: Conversation;
  /** As it was given; undefined when the turn left the choice as it was. */
  model?: string | undefined;
}) => Promise<Conversation>;

/**
 * A model that is given in a turn stays with the conversation until another is given, and is offered for the person's next
 * new chat. Written only when the choice changes, so that a turn costs no more. The turn itself is committed by then: where
 * the choice cannot be written, the answer comes all the same, and the log tells.
 */
export function createModelMemory({ conversations, settings, log, onError }: Dependencies): KeepModel {
  async function remember(user: User, model: string): Promise<void> {
    if ((await settings.readForTurn(user.id)).model === model) return;
    await settings.save({ user, settings: { model } });
  }

  return async ({ user, conversation, model }) => {
    if (model === undefined) return conversation;
    try {
      const [kept] = await Promise.all([
        conversation.model === model
          ? conversation
          : conversations.updateConversation({
              userId: user.id,
              conversationId: conversation.id,
              patch: { model },
            }),
        remember(user, model),
      ]);
      return kept ? { ...kept, generating: conversation.generating } : conversation;
    } catch (error) {
      onError();
      log.warn({ err: error, conversationId: conversation.id }, "could not keep the model that was chosen");
      return conversation;
    }
  };
}
