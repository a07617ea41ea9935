import { expect, type Page, type WebSocketRoute } from "@playwright/test";
import { serverFrameSchema, type FrameOf, type ServerFrame } from "#app/protocol/frames.ts";

/** Stands between the page's socket and the server, to tell what a test cannot bring about. */
export interface FrameInterceptor {
  /** Waits until the server has greeted the page. */
  requireHello(): Promise<void>;
  inject(frame: ServerFrame): void;
  /** From now on no words reach the page, only that an answer has begun, until `release`. */
  hold(): void;
  release(): void;
  /** Waits until an answer has begun since `hold`, and tells that its answer is at this place in line. */
  injectQueued(position: number): Promise<void>;
}

const passing: ReadonlySet<string> = new Set(["message.accepted", "generation.started"]);

/** To be called before the page is opened. */
export async function interceptFrames(page: Page): Promise<FrameInterceptor> {
  let socket: WebSocketRoute | undefined;
  let held: string[] | undefined;
  let isGreeted = false;
  let started: FrameOf<ServerFrame, "generation.started"> | undefined;

  function pass(route: WebSocketRoute, text: string): void {
    const frame = serverFrameSchema.parse(JSON.parse(text));
    if (held && !passing.has(frame.type)) held.push(text);
    else route.send(text);
    if (frame.type === "hello") isGreeted = true;
    if (frame.type === "generation.started" && held) started = frame;
  }

  const inject = (frame: ServerFrame) => socket?.send(JSON.stringify(frame));
  await page.routeWebSocket(/.*/, (route) => {
    socket = route;
    const server = route.connectToServer();
    server.onMessage((message) => pass(route, String(message)));
  });
  return {
    requireHello: () => expect.poll(() => isGreeted).toBe(true),
    inject,
    hold() {
      held = [];
    },
    release() {
      for (const text of held ?? []) socket?.send(text);
      held = undefined;
    },
    async injectQueued(position) {
      await expect.poll(() => started).toBeDefined();
      const { generationId, conversationId } = started!;
      inject({ type: "generation.queued", generationId, conversationId, position });
    },
  };
}
