import { v7 as newId } from "uuid";
import type { FramePublisher } from "#app/core/turn/frame-publisher.ts";
import type { Conversations } from "#app/core/conversation/conversations.ts";
import type { StartedTurn, Turns } from "#app/core/turn/turns.ts";
import type { ClientFrame, FrameOf, ServerFrame } from "#app/protocol/frames.ts";
import { limits, type User } from "#app/protocol/resources.ts";
import { toErrorFrame, type ReportError } from "./error-frame.ts";
import { FrameFollower, type FollowerDependencies, type FrameSink } from "./frame-follower.ts";
import { parseClientFrame } from "./parse-frame.ts";

export interface SessionDependencies extends FollowerDependencies {
  publisher: FramePublisher;
  turns: Turns;
  conversations: Pick<Conversations, "selectBranch">;
  reportError: ReportError;
  /** The largest frame that a client may send. */
  frameBytes: number;
  isWritable: () => boolean;
  /** Begins to follow what other processes write in a conversation. */
  followRemote: (userId: string, conversationId: string) => Promise<void>;
}

/** Conversations that one socket may watch at once; the oldest gives way. */
const maxWatched = 1_000;

/** What one socket says and hears, free of the transport: frames in, frames out. */
export class ChatSession {
  readonly #user: User;
  readonly #sink: FrameSink;
  readonly #deps: SessionDependencies;
  readonly #follower: FrameFollower;
  readonly #unsubscribe: () => void;
  /** Frames of the client that are being handled. */
  #busy = 0;
  /** Per watched conversation: how to stop watching. */
  readonly #watched = new Map<string, () => void>();

  constructor(user: User, sink: FrameSink, deps: SessionDependencies) {
    this.#user = user;
    this.#sink = sink;
    this.#deps = deps;
    this.#follower = new FrameFollower(user.id, sink, deps);
    this.#unsubscribe = deps.publisher.subscribeUser(user.id, this);
    sink.send({
      type: "hello",
      protocol: 1,
      user,
      limits: { messageLength: limits.messageLength, frameBytes: deps.frameBytes },
      writable: deps.isWritable(),
    });
  }

  /** Whether nothing would be cut if the socket closed now. */
  get isIdle(): boolean {
    return this.#busy === 0 && !this.#follower.isFollowing;
  }

  /** Unsubscribes; running answers go on. */
  close(): void {
    this.#unsubscribe();
    for (const unwatch of this.#watched.values()) unwatch();
    this.#watched.clear();
  }

  onFrame(frame: ServerFrame, coversAfter?: number): void {
    if (frame.type === "conversation.deleted") this.#unwatch(frame.conversationId);
    this.#follower.onFrame(frame, coversAfter);
  }

  /** Never throws: what is wrong with a frame is answered with an `error` frame. */
  async receive(text: string, requestId: string): Promise<void> {
    let ref: string | undefined;
    this.#busy += 1;
    try {
      const frame = parseClientFrame(text, (id) => (ref = id));
      await this.#handle(frame, requestId);
    } catch (error) {
      this.#fail(error, ref);
    } finally {
      this.#busy -= 1;
    }
  }

  #fail(error: unknown, ref: string | undefined): void {
    this.#sink.send(toErrorFrame(error, ref, this.#deps.reportError));
  }

  async #handle(frame: ClientFrame, requestId: string): Promise<void> {
    const { turns, conversations } = this.#deps;
    const user = this.#user;
    const command = { user, requestId, onCommitted: (turn: StartedTurn) => this.#follow(turn) };
    switch (frame.type) {
      case "message.send":
        await turns.send({ ...command, ...frame, conversationId: frame.conversationId ?? newId() });
        return;
      case "message.edit":
        await turns.edit({ ...command, ...frame });
        return;
      case "message.regenerate":
        await turns.regenerate({ ...command, ...frame });
        return;
      case "message.continue":
        await turns.continueAnswer({ ...command, ...frame });
        return;
      case "branch.select":
        await conversations.selectBranch({ user, messageId: frame.messageId });
        return;
      case "generation.stop":
        await turns.stop({ user, generationId: frame.generationId });
        return;
      case "conversation.watch":
        await this.#watch(frame);
        return;
      case "conversation.unwatch":
        this.#unwatch(frame.conversationId);
        return;
    }
  }

  /** Listens to a turn of this socket's own, before its first frame is told. */
  #follow(turn: StartedTurn): void {
    this.#subscribe(turn.conversation.id);
    if (!turn.repeated) return;
    this.#deps
      .followRemote(this.#user.id, turn.conversation.id)
      .then(() => this.#follower.repeat(turn))
      .catch((error: unknown) => this.#fail(error, undefined));
  }

  async #watch(frame: FrameOf<ClientFrame, "conversation.watch">): Promise<void> {
    const { conversationId, generationId: wanted, afterSeq = 0 } = frame;
    if (wanted) this.#follower.resume(wanted, afterSeq);
    this.#subscribe(conversationId);
    await this.#deps.followRemote(this.#user.id, conversationId);
    for (const id of this.#running(conversationId)) {
      // What this socket follows already, an answer of its own for example, does not begin again.
      const isFollowed = id === wanted || this.#follower.sentSeq(id) !== undefined;
      if (!isFollowed) await this.#follower.catchUp(conversationId, id, 0);
    }
    // What came meanwhile was sent, be it the end.
    const lastSeq = wanted === undefined ? undefined : this.#follower.sentSeq(wanted);
    if (wanted && lastSeq !== undefined) await this.#follower.catchUp(conversationId, wanted, lastSeq);
  }

  #subscribe(conversationId: string): void {
    if (this.#watched.has(conversationId)) return;
    const [oldest] = this.#watched.keys();
    if (oldest !== undefined && this.#watched.size >= maxWatched) this.#unwatch(oldest);
    this.#watched.set(
      conversationId,
      this.#deps.publisher.subscribeConversation(this.#user.id, conversationId, this),
    );
  }

  #unwatch(conversationId: string): void {
    for (const id of this.#running(conversationId)) this.#follower.forget(id);
    this.#watched.get(conversationId)?.();
    this.#watched.delete(conversationId);
  }

  #running(conversationId: string): string[] {
    return this.#deps.answers
      .inConversation(this.#user.id, conversationId)
      .map(({ identity }) => identity.id);
  }
}
