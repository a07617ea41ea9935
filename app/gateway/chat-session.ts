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

interface Watch {
  follower: FrameFollower;
  unsubscribe: () => void;
}

/** One client, free of the transport: frames in, frames out. */
export class ChatSession {
  readonly #user: User;
  readonly #sink: FrameSink;
  readonly #deps: SessionDependencies;
  readonly #unsubscribe: () => void;
  /** Frames of the client that are being handled. */
  #busy = 0;
  /** By conversation, the one that is watched longest first. What was sent is forgotten with its watch. */
  readonly #watched = new Map<string, Watch>();

  constructor(user: User, sink: FrameSink, deps: SessionDependencies) {
    this.#user = user;
    this.#sink = sink;
    this.#deps = deps;
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
    return this.#busy === 0 && [...this.#watched.values()].every(({ follower }) => !follower.isFollowing);
  }

  /** Unsubscribes; running answers go on. */
  close(): void {
    this.#unsubscribe();
    for (const conversationId of [...this.#watched.keys()]) this.#unwatch(conversationId);
  }

  /** What every tab of the user is sent. */
  onFrame(frame: ServerFrame): void {
    if (frame.type === "conversation.deleted") this.#unwatch(frame.conversationId);
    this.#sink.send(frame);
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

  /** Subscribes to a turn of this socket's own, before its first frame is published. */
  #follow(turn: StartedTurn): void {
    const { follower } = this.#subscribe(turn.conversation.id);
    if (!turn.repeated) return;
    this.#deps
      .followRemote(this.#user.id, turn.conversation.id)
      .then(() => follower.repeat(turn))
      .catch((error: unknown) => this.#fail(error, undefined));
  }

  async #watch(frame: FrameOf<ClientFrame, "conversation.watch">): Promise<void> {
    const { conversationId, generationId: wanted, afterSeq = 0 } = frame;
    const { follower } = this.#subscribe(conversationId);
    if (wanted) follower.resume(wanted, afterSeq);
    await this.#deps.followRemote(this.#user.id, conversationId);
    for (const id of this.#running(conversationId)) {
      // What this socket follows already, an answer of its own for example, does not begin again.
      const isFollowed = id === wanted || follower.sentSeq(id) !== undefined;
      if (!isFollowed) await follower.catchUp(conversationId, id, 0);
    }
    // What came meanwhile was sent, be it the end.
    const lastSeq = wanted === undefined ? undefined : follower.sentSeq(wanted);
    if (wanted && lastSeq !== undefined) await follower.catchUp(conversationId, wanted, lastSeq);
  }

  #subscribe(conversationId: string): Watch {
    const present = this.#watched.get(conversationId);
    if (present) return present;
    const [oldest] = this.#watched.keys();
    if (oldest !== undefined && this.#watched.size >= maxWatched) this.#unwatch(oldest);
    const follower = new FrameFollower(this.#user.id, this.#sink, this.#deps);
    const unsubscribe = this.#deps.publisher.subscribeConversation(this.#user.id, conversationId, follower);
    const watch = { follower, unsubscribe };
    this.#watched.set(conversationId, watch);
    return watch;
  }

  #unwatch(conversationId: string): void {
    const watch = this.#watched.get(conversationId);
    watch?.unsubscribe();
    watch?.follower.stop();
    this.#watched.delete(conversationId);
  }

  #running(conversationId: string): string[] {
    return this.#deps.answers
      .inConversation(this.#user.id, conversationId)
      .map(({ identity }) => identity.id);
  }
}
