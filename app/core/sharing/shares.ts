import { AppError } from "../app-error.ts";
import type { KeptShare, NewShare, ShareWriter } from "./share-store.ts";

/** Shares of one person; a link for each of very many conversations is still below. */
const maxShares = 1_000;

/** Commands on shares. */
export interface Shares {
  /** @throws AppError not_found when the conversation or the message is not the user's */
  create(command: { userId: string } & Omit<NewShare, "id">): Promise<KeptShare>;
  /** Idempotent: what is not there, or not the user's, is as good as deleted. */
  delete(command: { userId: string; shareId: string }): Promise<void>;
}

/** @param newId must not be guessable: who knows a share's id may read it */
export function createShares(primary: ShareWriter, newId: () => string): Shares {
  return {
    async create({ userId, ...share }) {
      const created = await primary.createShare({ userId, share: { ...share, id: newId() }, maxShares });
      if (!created) throw new AppError("not_found");
      return created;
    },

    delete: (command) => primary.deleteShare(command),
  };
}
