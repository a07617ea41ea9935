import type { User } from "#app/protocol/resources.ts";
import type { ImportResult } from "#app/protocol/transfer.ts";
import type { PublicShare } from "../sharing/share-store.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import type { FramePublisher } from "../turn/frame-publisher.ts";
import { alternate } from "./alternate.ts";
import { readImport } from "./read-import.ts";
import type { TransferWriter } from "./transfer-store.ts";

/** Conversations that come from elsewhere. */
export interface Transfers {
  /**
   * Takes over the conversations of a file; those that the user has already are left as they are.
   * @throws AppError invalid_request that names the place in the file; then nothing was taken over
   */
  importFile(command: { user: User; file: unknown }): Promise<ImportResult>;
  /** Copies what a share shows into a conversation of the user's own. */
  forkShare(command: { user: User; share: PublicShare }): Promise<Conversation>;
}

interface Dependencies {
  primary: TransferWriter;
  publisher: Pick<FramePublisher, "publishToUser">;
  newId: () => string;
  /** ISO 8601. */
  now: () => string;
}

export function createTransfers({ primary, publisher, newId, now }: Dependencies): Transfers {
  async function take(command: Parameters<TransferWriter["importConversation"]>[0]) {
    const conversation = await primary.importConversation(command);
    if (conversation)
      publisher.publishToUser(command.user.id, { type: "conversation.updated", conversation });
    return conversation;
  }

  return {
    async importFile({ user, file }) {
      const result: ImportResult = { imported: 0, skipped: 0 };
      for (const conversation of readImport(file, now())) {
        const isNew = conversation.messages.length > 0 && (await take({ user, conversation })) !== undefined;
        if (isNew) result.imported += 1;
        else result.skipped += 1;
      }
      return result;
    },

    async forkShare({ user, share }) {
      const time = now();
      let parentId: string | null = null;
      const chain = share.messages.map((message) => {
        const placed = { ...message, id: newId(), parentId, status: "complete" as const };
        parentId = placed.id;
        return placed;
      });
      const messages = alternate(chain);
      const conversation = await take({
        user,
        conversation: {
          id: newId(),
          title: share.title,
          pinned: false,
          systemPrompt: null,
          model: null,
          parameters: null,
          createdAt: time,
          updatedAt: time,
          activeMessageId: messages.at(-1)?.id ?? null,
          messages,
        },
      });
      if (!conversation) throw new TypeError("a fresh id was taken");
      return conversation;
    },
  };
}
