import type { User } from "#app/protocol/resources.ts";
import type { FramePublisher } from "../turn/frame-publisher.ts";
import type { LiveGenerations } from "../turn/live-generations.ts";

export interface UserDataStore {
  /**
   * Removes every row that bears the person's id, in all tables, for good.
   * @returns the conversations that were there
   * @throws AppError database_unavailable
   */
  deleteAll(userId: string): Promise<string[]>;
}

interface Dependencies {
  store: UserDataStore;
  live: LiveGenerations;
  publisher: Pick<FramePublisher, "publishToUser">;
  /** Hears that nothing remembered of the person holds any more. */
  forget: (userId: string) => void;
}

/** All that a person has here. */
export interface UserData {
  /** Stops what is being written for them, then removes everything for good: there is no way back. Idempotent. */
  deleteAll(command: { user: User }): Promise<void>;
}

export function createUserData({ store, live, publisher, forget }: Dependencies): UserData {
  return {
    async deleteAll({ user }) {
      const conversationIds = await store.deleteAll(user.id);
      for (const generation of [...live.all()]) {
        if (generation.identity.userId === user.id) generation.end("deleted");
      }
      forget(user.id);
      for (const conversationId of conversationIds) {
        publisher.publishToUser(user.id, { type: "conversation.deleted", conversationId });
      }
    },
  };
}
