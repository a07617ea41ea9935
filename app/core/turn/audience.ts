import type { ServerFrame } from "#app/protocol/frames.ts";

/** One tab, device or program that hears what happens. */
export interface Listener {
  /** @param coversAfter of a delta: it bears everything after this `seq` */
  hear(frame: ServerFrame, coversAfter?: number): void;
}

/** Who listens in this process: every socket of a user, and who watches which conversation. */
export class Audience {
  readonly #byUser = new Map<string, Set<Listener>>();
  readonly #byConversation = new Map<string, Set<Listener>>();

  /** Returns the function that leaves. */
  join(userId: string, listener: Listener): () => void {
    return add(this.#byUser, userId, listener);
  }

  watch(userId: string, conversationId: string, listener: Listener): () => void {
    return add(this.#byConversation, conversationKey(userId, conversationId), listener);
  }

  hasUser(userId: string): boolean {
    return this.#byUser.has(userId);
  }

  hasWatchers(userId: string, conversationId: string): boolean {
    return this.#byConversation.has(conversationKey(userId, conversationId));
  }

  tellUser(userId: string, frame: ServerFrame): void {
    for (const listener of this.#byUser.get(userId) ?? []) listener.hear(frame);
  }

  tellWatchers(userId: string, conversationId: string, frame: ServerFrame, coversAfter?: number): void {
    for (const listener of this.#byConversation.get(conversationKey(userId, conversationId)) ?? []) {
      listener.hear(frame, coversAfter);
    }
  }
}

/** The user is part of the key, so that watching somebody else's conversation hears nothing. */
function conversationKey(userId: string, conversationId: string): string {
  return `${conversationId}\n${userId}`;
}

function add(index: Map<string, Set<Listener>>, key: string, listener: Listener): () => void {
  let listeners = index.get(key);
  if (!listeners) index.set(key, (listeners = new Set()));
  listeners.add(listener);
  return () => {
    const present = index.get(key);
    present?.delete(listener);
    if (present?.size === 0) index.delete(key);
  };
}
