import { v7 as newId } from "uuid";
import type { Conversation } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";
import type { Audience } from "../turn/audience.ts";
import type { LiveGenerations } from "../turn/live-generations.ts";
import type { TitleMaker } from "../turn/title-maker.ts";
import type { ConversationWriter } from "./conversation-store.ts";
import type { Conversations } from "./conversations.ts";

interface Dependencies {
  primary: ConversationWriter;
  audience: Audience;
  live: LiveGenerations;
  titles: Pick<TitleMaker, "generate">;
  /** Names of the configured models. */
  modelNames: readonly string[];
}

export function createConversations({
  primary,
  audience,
  live,
  titles,
  modelNames,
}: Dependencies): Conversations {
  function requireKnownModel(name: string | null | undefined): void {
    if (name && !modelNames.includes(name)) throw new AppError("unknown_model");
  }

  /** Tells every tab of the user, or fails when there was nothing to change. */
  function announce(userId: string, conversation: Conversation | undefined): Conversation {
    if (!conversation) throw new AppError("not_found");
    audience.tellUser(userId, { type: "conversation.updated", conversation });
    return conversation;
  }

  return {
    async create({ user, ...conversation }) {
      requireKnownModel(conversation.model);
      return announce(
        user.id,
        await primary.createConversation({ user, conversation: { id: newId(), ...conversation } }),
      );
    },

    async update({ user, conversationId, patch }) {
      requireKnownModel(patch.model);
      return announce(user.id, await primary.updateConversation({ userId: user.id, conversationId, patch }));
    },

    async delete({ user, conversationId }) {
      const deleted = await primary.deleteConversation({ userId: user.id, conversationId });
      for (const generation of live.inConversation(user.id, conversationId)) generation.end("deleted");
      if (deleted) audience.tellUser(user.id, { type: "conversation.deleted", conversationId });
    },

    async selectBranch({ user, messageId }) {
      return announce(user.id, await primary.selectBranch({ userId: user.id, messageId }));
    },

    generateTitle: (command) => titles.generate(command),
  };
}
