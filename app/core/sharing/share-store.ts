import type { Share, SharedMessage } from "#app/protocol/shares.ts";
import type { Page } from "../conversation/conversation-store.ts";

/** A share as it is kept; where its page is, the edge knows. */
export type KeptShare = Omit<Share, "url">;

/** What anybody may read who knows the share's id. */
export interface PublicShare {
  id: string;
  title: string;
  messages: SharedMessage[];
  createdAt: string;
}

export interface ShareReader {
  /** Newest first. @throws AppError invalid_request for a foreign cursor */
  listShares(query: {
    userId: string;
    page: Page;
  }): Promise<{ items: KeptShare[]; nextCursor: string | null }>;
  /** Whosever it is. */
  findPublicShare(shareId: string): Promise<PublicShare | undefined>;
}

export interface NewShare {
  id: string;
  conversationId: string;
  /** The last message of the branch; absent: of the active branch. */
  messageId?: string | null | undefined;
  title?: string | undefined;
}

export interface ShareWriter {
  /**
   * Keeps the branch as it is now: what people and models said, and nothing that was withheld.
   * `undefined` when the conversation or the message is not the user's.
   * @throws AppError invalid_request when there is nothing to show
   */
  createShare(command: {
    userId: string;
    share: NewShare;
    maxShares: number;
  }): Promise<KeptShare | undefined>;
  deleteShare(command: { userId: string; shareId: string }): Promise<void>;
}
