import { once } from "node:events";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { ClientFrame, FrameOf, ServerFrame } from "#app/protocol/frames.ts";

/** A program that speaks the WebSocket protocol and remembers what it heard. */
export class TestClient {
  readonly frames: ServerFrame[] = [];
  readonly socket: WebSocket;
  #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as ServerFrame);
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** Resolves when the socket is open; rejects with the HTTP status when it is refused. */
  static async connect(
    url: string,
    { user = "ada", headers = {} }: { user?: string | null; headers?: Record<string, string> } = {},
  ): Promise<TestClient> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/api/chat`, {
      headers: { ...(user !== null && { "X-Forwarded-User": user }), ...headers },
    });
    const client = new TestClient(socket);
    onTestFinished(() => socket.terminate());
    await once(socket, "open");
    return client;
  }

  send(frame: ClientFrame | Record<string, unknown>): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The first frame of this type that fits, already heard or still to come. */
  async expect<T extends ServerFrame["type"]>(
    type: T,
    fits: (frame: FrameOf<ServerFrame, T>) => boolean = () => true,
    timeoutMs = 10_000,
  ): Promise<FrameOf<ServerFrame, T>> {
    const deadline = AbortSignal.timeout(timeoutMs);
    for (let next = 0; ;) {
      for (; next < this.frames.length; next += 1) {
        const frame = this.frames[next];
        if (frame?.type === type && fits(frame as FrameOf<ServerFrame, T>)) {
          return frame as FrameOf<ServerFrame, T>;
        }
      }
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        deadline.addEventListener("abort", () => {
          const heard = this.frames.map((frame) => frame.type).join(", ");
          reject(new Error(`no fitting ${type} within ${timeoutMs} ms; heard: ${heard}`));
        });
      });
    }
  }

  /** The text of a generation as its deltas told it. */
  textOf(generationId: string): string {
    return this.frames
      .filter((frame) => frame.type === "generation.delta" && frame.generationId === generationId)
      .map((frame) => (frame.type === "generation.delta" ? (frame.text ?? "") : ""))
      .join("");
  }
}
