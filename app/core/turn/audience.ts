import type { FrameOf, ServerFrame } from "#app/protocol/frames.ts";

/** One tab, device or program that hears what happens. */
export interface Listener {
  /** @param coversAfter of a delta: it bears everything after this `seq` */
  hear(frame: ServerFrame, coversAfter?: number): void;
}

const tellingOfWrites = [
  "message.accepted",
  "message.updated",
  "message.deleted",
  "generation.finished",
  "conversation.updated",
  "conversation.deleted",
] as const;

type WriteFrame = FrameOf<ServerFrame, (typeof tellingOfWrites)[number]>;

/** Who listens in this process: every socket of a user, and who watches which conversation. */
export class Audience {
  readonly #readAfter: (userId: string) => string | undefined;
  readonly #byUser = new Map<string, Set<Listener>>();
  readonly #byConversation = new Map<string, Set<Listener>>();

  /** @param readAfter the token that the user's next read should bear to be as new as what a frame tells */
  constructor(readAfter: (userId: string) => string | undefined = () => undefined) {
    this.#readAfter = readAfter;
  }

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
    const listeners = this.#byUser.get(userId);
    if (!listeners) return;
    const told = this.#withToken(userId, frame);
    for (const listener of listeners) listener.hear(told);
  }

  tellWatchers(userId: string, conversationId: string, frame: ServerFrame, coversAfter?: number): void {
    const listeners = this.#byConversation.get(conversationKey(userId, conversationId));
    if (!listeners) return;
    const told = this.#withToken(userId, frame);
    for (const listener of listeners) listener.hear(told, coversAfter);
  }

  tellEveryone(frame: ServerFrame): void {
    for (const listeners of this.#byUser.values()) for (const listener of listeners) listener.hear(frame);
  }

  /** Whoever is told of a write can read it. */
  #withToken(userId: string, frame: ServerFrame): ServerFrame {
    if (!tellsOfWrite(frame)) return frame;
    const readAfter = this.#readAfter(userId);
    return readAfter === undefined ? frame : { ...frame, readAfter };
  }
}

function tellsOfWrite(frame: ServerFrame): frame is WriteFrame {
  return tellingOfWrites.some((type) => type === frame.type);
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
