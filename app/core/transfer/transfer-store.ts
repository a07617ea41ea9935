import type { Conversation, User } from "#app/protocol/resources.ts";
import type { PortableConversation, PortableMessage } from "#app/protocol/transfer.ts";

/** A conversation on its way out, its messages apart: those of one may be many. */
export type PortableHead = Omit<PortableConversation, "messages">;

/** Where a page of messages ended. */
export interface MessagePlace {
  createdAt: string;
  id: string;
}

export interface TransferReader {
  /** In the order of their ids, those after `afterId`; only those of `ids` where they are given. */
  listPortable(query: {
    userId: string;
    ids?: readonly string[] | undefined;
    afterId?: string | undefined;
    limit: number;
  }): Promise<PortableHead[]>;
  findPortable(query: { userId: string; conversationId: string }): Promise<PortableHead | undefined>;
  /** Of all branches, the oldest first. An answer that is being written is not among them yet. */
  listPortableMessages(query: {
    userId: string;
    conversationId: string;
    after?: MessagePlace | undefined;
    limit: number;
  }): Promise<PortableMessage[]>;
}

export interface TransferWriter {
  /**
   * Writes a whole conversation in one transaction. Ids that are taken by something else are replaced, always by the
   * same ones, so that what is imported twice is there once.
   * @returns the new conversation, or `undefined` when the user has it already
   */
  importConversation(command: {
    user: User;
    conversation: PortableConversation;
  }): Promise<Conversation | undefined>;
}
