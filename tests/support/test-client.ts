import { once } from "node:events";
import { v7 as newId } from "uuid";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { ClientFrame, FrameOf, ServerFrame } from "#app/protocol/frames.ts";

type Accepted = FrameOf<ServerFrame, "message.accepted">;
type Finished = FrameOf<ServerFrame, "generation.finished">;

/** A program that speaks the WebSocket protocol and remembers what it heard. */
export class TestClient {
  readonly frames: ServerFrame[] = [];
  readonly socket: WebSocket;
  /** The close code, once the socket is closed. */
  readonly closed: Promise<number>;
  #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("message", (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as ServerFrame);
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** Resolves when the socket is open; rejects with the HTTP status when it is refused. */
  static async connect(
    url: string,
    {
      user = "ada",
      headers = {},
    }: { user?: string | null; headers?: Record<string, string | string[]> } = {},
  ): Promise<TestClient> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/api/chat`, {
      headers: { ...(user !== null && { "X-Forwarded-User": user }), ...headers },
    });
    const client = new TestClient(socket);
    onTestFinished(() => socket.terminate());
    await once(socket, "open");
    // A frame that breaks the protocol closes the socket; who cares looks at `closed`.
    socket.on("error", () => undefined);
    return client;
  }

  send(frame: ClientFrame | Record<string, unknown>): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Sends a message under a fresh id and resolves when it is accepted. */
  async ask(content: string, given: Partial<FrameOf<ClientFrame, "message.send">> = {}): Promise<Accepted> {
    const id = given.id ?? newId();
    this.send({ type: "message.send", content, ...given, id });
    return this.expect("message.accepted", (frame) => frame.id === id);
  }

  finished(generationId: string): Promise<Finished> {
    return this.expect("generation.finished", (frame) => frame.generationId === generationId);
  }

  /** Sends a frame with an id and resolves with the error that answers it. */
  async refusal(frame: Record<string, unknown>): Promise<FrameOf<ServerFrame, "error">> {
    const id = newId();
    this.send({ id, ...frame });
    return this.expect("error", ({ ref }) => ref === (frame["id"] ?? id));
  }

  /** The first frame of this type that fits, already heard or still to come. */
  async expect<T extends ServerFrame["type"]>(
    type: T,
    fits: (frame: FrameOf<ServerFrame, T>) => boolean = () => true,
    timeoutMs = 10_000,
  ): Promise<FrameOf<ServerFrame, T>> {
    const giveUpAt = performance.now() + timeoutMs;
    for (let next = 0; ;) {
      for (; next < this.frames.length; next += 1) {
        const frame = this.frames[next];
        if (frame?.type === type && fits(frame as FrameOf<ServerFrame, T>)) {
          return frame as FrameOf<ServerFrame, T>;
        }
      }
      await this.#nextFrame(giveUpAt - performance.now());
      if (performance.now() < giveUpAt) continue;
      const heard = this.frames.map((frame) => frame.type).join(", ");
      throw new Error(`no fitting ${type} within ${timeoutMs} ms; heard: ${heard}`);
    }
  }

  /** Resolves with the next frame, or when the patience ends. */
  #nextFrame(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Resolves after a round trip through socket and database: what was on its way to this client has arrived. */
  async settled(): Promise<void> {
    const before = this.frames.length;
    this.send({ type: "generation.stop", generationId: newId() });
    await this.expect("error", (frame) => frame.code === "not_found" && this.frames.indexOf(frame) >= before);
  }

  /** Resolves with the next frame of this type after those already heard that fits. */
  async next<T extends ServerFrame["type"]>(
    type: T,
    fits: (frame: FrameOf<ServerFrame, T>) => boolean = () => true,
  ): Promise<FrameOf<ServerFrame, T>> {
    const heard = new Set(this.framesOf(type));
    return this.expect(type, (frame) => !heard.has(frame) && fits(frame));
  }

  framesOf<T extends ServerFrame["type"]>(type: T): FrameOf<ServerFrame, T>[] {
    return this.frames.filter((frame): frame is FrameOf<ServerFrame, T> => frame.type === type);
  }

  deltasOf(generationId: string): FrameOf<ServerFrame, "generation.delta">[] {
    return this.framesOf("generation.delta").filter((frame) => frame.generationId === generationId);
  }

  /** The text of a generation as its deltas told it. */
  textOf(generationId: string): string {
    return this.deltasOf(generationId)
      .map(({ text = "" }) => text)
      .join("");
  }

  /** All that was heard, without the freshness tokens: their signatures are random letters, which may spell any word. */
  words(): string {
    return JSON.stringify(this.frames, (key, value: unknown) => (key === "readAfter" ? undefined : value));
  }
}
