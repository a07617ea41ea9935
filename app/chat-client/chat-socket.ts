import ReconnectingWebSocket, { type CloseEvent } from "partysocket/ws";
import type { ClientFrame, closeCode, ServerFrame } from "#app/protocol/frames.ts";

// A value import would bring zod into the browser; the type holds the number to the protocol's.
const policyViolation: (typeof closeCode)["policyViolation"] = 1008;

/** How long to stay away after the server closed for too many frames, in milliseconds. */
const penaltyMs = 30_000;

export interface ChatSocket {
  /** @returns whether it was sent; nothing is queued, because the client sends again what was not accepted */
  send(frame: ClientFrame): boolean;
  /** Connects anew, for example after the machine slept and the old connection may be dead. */
  reconnect(): void;
  close(): void;
}

export interface ChatSocketEvents {
  onFrame(frame: ServerFrame): void;
  onAway(): void;
  /** Awaited before each attempt but the first. */
  beforeRetry(): Promise<void>;
}

interface ChatSocketOptions {
  /** `ws:` or `wss:` address of the chat. */
  url: string;
  /** For runtimes without a WebSocket of their own. */
  WebSocket?: unknown;
  random?: () => number;
}

/** A WebSocket that comes back by itself, each browser at its own pace so that a restart is not a stampede. */
export function connectChat(events: ChatSocketEvents, options: ChatSocketOptions): ChatSocket {
  const random = options.random ?? Math.random;
  let waitMs = 0;
  let isFirst = true;

  async function findUrl(): Promise<string> {
    const delayMs = waitMs;
    waitMs = 0;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (!isFirst) await events.beforeRetry();
    isFirst = false;
    return options.url;
  }

  const socket = new ReconnectingWebSocket(findUrl, undefined, {
    minReconnectionDelay: 300 + random() * 700,
    maxReconnectionDelay: 10_000 + random() * 5_000,
    reconnectionDelayGrowFactor: 1.6,
    connectionTimeout: 8_000,
    minUptime: 3_000,
    maxEnqueuedMessages: 0,
    ...(options.WebSocket === undefined ? {} : { WebSocket: options.WebSocket }),
  });
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    const frame = parseFrame(data);
    if (frame) events.onFrame(frame);
  };
  socket.onclose = ({ code }: CloseEvent) => {
    if (code === policyViolation) waitMs = penaltyMs * (1 + random());
    events.onAway();
  };

  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    reconnect: () => socket.reconnect(),
    close: () => {
      socket.onclose = null;
      socket.close();
    },
  };
}

/** The server is ours and same-origin: its frames are checked by tests, not again in every browser. */
function parseFrame(data: unknown): ServerFrame | undefined {
  const frame: unknown = typeof data === "string" ? JSON.parse(data) : undefined;
  return isFrame(frame) ? frame : undefined;
}

function isFrame(frame: unknown): frame is ServerFrame {
  return typeof frame === "object" && frame !== null && "type" in frame && typeof frame.type === "string";
}
