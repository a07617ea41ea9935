import { v7 as newId } from "uuid";
import type { Conversation, ModelParameters } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";
import type { FramePublisher } from "../turn/frame-publisher.ts";
import type { LiveGenerations } from "../turn/live-generations.ts";
import { findModel, type TextModel } from "../turn/text-model.ts";
import type { TitleGenerator } from "../turn/title-generator.ts";
import type { ConversationWriter } from "./conversation-store.ts";
import type { Conversations } from "./conversations.ts";

interface Dependencies {
  primary: ConversationWriter;
  publisher: FramePublisher;
  live: LiveGenerations;
  titles: Pick<TitleGenerator, "generate">;
  /** The configured models. */
  models: readonly Pick<TextModel, "name" | "isKnownAs" | "maxTokens">[];
  /** What is kept of it beside the database goes too. */
  onDeleted?: (conversationId: string) => void;
}

export function createConversations({
  primary,
  publisher,
  live,
  titles,
  models,
  onDeleted,
}: Dependencies): Conversations {
  function requireKnownModel(name: string | null | undefined): void {
    if (name && !findModel(models, name)) throw new AppError("unknown_model");
  }

  /** Which model will answer may change; that one's own bound is kept when it is asked. */
  function requireBounded(parameters: ModelParameters | null | undefined): void {
    const bounds = models.map(({ maxTokens }) => maxTokens ?? Infinity);
    const bound = Math.max(...bounds);
    if ((parameters?.maxTokens ?? 0) <= bound) return;
    throw new AppError("invalid_request", {
      message: `parameters.maxTokens: must be at most ${bound}, which is what this server allows.`,
    });
  }

  /** Tells every tab of the user, or fails when there was nothing to change. */
  function announce(userId: string, conversation: Conversation | undefined): Conversation {
    if (!conversation) throw new AppError("not_found");
    publisher.publishToUser(userId, { type: "conversation.updated", conversation });
    return conversation;
  }

  return {
    async create({ user, ...conversation }) {
      requireKnownModel(conversation.model);
      requireBounded(conversation.parameters);
      return announce(
        user.id,
        await primary.createConversation({ user, conversation: { id: newId(), ...conversation } }),
      );
    },

    async update({ user, conversationId, patch }) {
      requireKnownModel(patch.model);
      requireBounded(patch.parameters);
      return announce(user.id, await primary.updateConversation({ userId: user.id, conversationId, patch }));
    },

    async delete({ user, conversationId }) {
      const deleted = await primary.deleteConversation({ userId: user.id, conversationId });
      for (const generation of live.inConversation(user.id, conversationId)) generation.end("deleted");
      if (deleted) onDeleted?.(conversationId);
      if (deleted) publisher.publishToUser(user.id, { type: "conversation.deleted", conversationId });
    },

    async restore({ user, conversationId }) {
      return announce(user.id, await primary.restoreConversation({ userId: user.id, conversationId }));
    },

    async selectBranch({ user, messageId }) {
      return announce(user.id, await primary.selectBranch({ userId: user.id, messageId }));
    },

    generateTitle: (command) => titles.generate(command),
  };
}
