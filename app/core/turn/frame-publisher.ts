import type { FrameOf, ServerFrame } from "#app/protocol/frames.ts";

/** One tab, device or program that hears what happens. */
export interface Subscriber {
  /** @param coversAfter of a delta: it bears everything after this `seq` */
  onFrame(frame: ServerFrame, coversAfter?: number): void;
}

const writeFrameTypes = [
  "message.accepted",
  "message.updated",
  "message.deleted",
  "generation.finished",
  "conversation.updated",
  "conversation.deleted",
] as const;

type WriteFrame = FrameOf<ServerFrame, (typeof writeFrameTypes)[number]>;

/** Who listens in this process: every socket of a user, and who watches which conversation. */
export class FramePublisher {
  readonly #readAfter: (userId: string) => string | undefined;
  readonly #byUser = new Map<string, Set<Subscriber>>();
  readonly #byConversation = new Map<string, Set<Subscriber>>();

  /** @param readAfter the token that the user's next read should bear to be as new as what a frame tells */
  constructor(readAfter: (userId: string) => string | undefined = () => undefined) {
    this.#readAfter = readAfter;
  }

  /** Returns the function that leaves. */
  subscribeUser(userId: string, subscriber: Subscriber): () => void {
    return add(this.#byUser, userId, subscriber);
  }

  subscribeConversation(userId: string, conversationId: string, subscriber: Subscriber): () => void {
    return add(this.#byConversation, conversationKey(userId, conversationId), subscriber);
  }

  hasUserSubscribers(userId: string): boolean {
    return this.#byUser.has(userId);
  }

  hasConversationSubscribers(userId: string, conversationId: string): boolean {
    return this.#byConversation.has(conversationKey(userId, conversationId));
  }

  publishToUser(userId: string, frame: ServerFrame): void {
    const subscribers = this.#byUser.get(userId);
    if (!subscribers) return;
    const frameWithToken = this.#withToken(userId, frame);
    for (const subscriber of subscribers) subscriber.onFrame(frameWithToken);
  }

  publishToConversation(
    userId: string,
    conversationId: string,
    frame: ServerFrame,
    coversAfter?: number,
  ): void {
    const subscribers = this.#byConversation.get(conversationKey(userId, conversationId));
    if (!subscribers) return;
    const frameWithToken = this.#withToken(userId, frame);
    for (const subscriber of subscribers) subscriber.onFrame(frameWithToken, coversAfter);
  }

  broadcast(frame: ServerFrame): void {
    for (const subscribers of this.#byUser.values())
      for (const subscriber of subscribers) subscriber.onFrame(frame);
  }

  /** Whoever is told of a write can read it. */
  #withToken(userId: string, frame: ServerFrame): ServerFrame {
    if (!isWriteFrame(frame)) return frame;
    const readAfter = this.#readAfter(userId);
    return readAfter === undefined ? frame : { ...frame, readAfter };
  }
}

function isWriteFrame(frame: ServerFrame): frame is WriteFrame {
  return writeFrameTypes.some((type) => type === frame.type);
}

/** The user is part of the key, so that watching somebody else's conversation hears nothing. */
function conversationKey(userId: string, conversationId: string): string {
  return `${conversationId}\n${userId}`;
}

function add(index: Map<string, Set<Subscriber>>, key: string, subscriber: Subscriber): () => void {
  let subscribers = index.get(key);
  if (!subscribers) index.set(key, (subscribers = new Set()));
  subscribers.add(subscriber);
  return () => {
    const present = index.get(key);
    present?.delete(subscriber);
    if (present?.size === 0) index.delete(key);
  };
}
