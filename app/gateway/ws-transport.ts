import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { v7 as newId } from "uuid";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import type { Log } from "#app/core/log.ts";
import { errorTable, type ErrorCode } from "#app/protocol/errors.ts";
import { closeCode, type ServerFrame } from "#app/protocol/frames.ts";
import type { User } from "#app/protocol/resources.ts";
import { ChatSession, type SessionDependencies } from "./chat-session.ts";
import { FrameRate } from "./frame-rate.ts";

const heartbeatMs = 30_000;
const drainPollMs = 100;
/** A reader this far behind gets no more text until it has caught up, in bytes. */
const congestedBytes = 256 * 1024;
/** Beyond this it is let go: it may connect again and watch. */
const stalledBytes = 8 * 1024 * 1024;

interface Dependencies extends SessionDependencies {
  /** Who is asking, or why not. */
  admit: (request: IncomingMessage) => User | ErrorCode;
  log: Log;
  onSocketCount: (count: number) => void;
  limits: {
    frameBytes: number;
    framesPerSecond: number;
    socketsPerUser: number;
    socketSessionSeconds: number;
  };
}

export interface WsTransport {
  /** Answers upgrades of `/api/chat`, and refuses others unless somebody else listens for them. */
  attach(server: Server): void;
  /** Refuses new sockets, and sends each client elsewhere (1012) as soon as no answer would be cut off for it. */
  drain(): void;
  /** Sends the rest elsewhere, and ends those that do not go. */
  close(): Promise<void>;
}

export function createWsTransport(deps: Dependencies): WsTransport {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: deps.limits.frameBytes,
    perMessageDeflate: false,
  });
  const alive = new WeakSet<WebSocket>();
  const socketsOf = new Map<string, number>();
  const sessions = new Map<WebSocket, ChatSession>();
  let draining: NodeJS.Timeout | undefined;
  const encode = createEncoder();

  function open(socket: WebSocket, user: User): void {
    const rate = new FrameRate(deps.limits.framesPerSecond);
    const session = new ChatSession(
      user,
      {
        isCongested: () => socket.bufferedAmount > congestedBytes,
        send(frame) {
          if (socket.readyState !== socket.OPEN) return;
          if (socket.bufferedAmount > stalledBytes) {
            socket.close(closeCode.tryAgainLater, "reader too slow");
            return;
          }
          socket.send(encode(frame));
        },
      },
      deps,
    );
    alive.add(socket);
    sessions.set(socket, session);
    const stopSession = limitSession(socket, session);
    socketsOf.set(user.id, (socketsOf.get(user.id) ?? 0) + 1);
    deps.onSocketCount(server.clients.size);
    socket.on("pong", () => alive.add(socket));
    socket.on("message", (data, isBinary) => {
      alive.add(socket);
      if (!rate.allow()) {
        socket.close(closeCode.policyViolation, "too many frames");
        return;
      }
      void session.receive(isBinary ? "" : toText(data), newId());
    });
    socket.on("error", (error) => deps.log.debug({ err: error }, "socket error"));
    socket.on("close", () => {
      stopSession();
      session.close();
      sessions.delete(socket);
      const left = (socketsOf.get(user.id) ?? 1) - 1;
      if (left > 0) socketsOf.set(user.id, left);
      else socketsOf.delete(user.id);
      deps.onSocketCount(server.clients.size);
    });
  }

  /** Ends a socket whose sign-in is to be shown again, between answers if it can be. @returns what forgets about it */
  function limitSession(socket: WebSocket, session: ChatSession): () => void {
    const sessionMs = deps.limits.socketSessionSeconds * 1000;
    const lastAt = performance.now() + 2 * sessionMs;
    let timer = setTimeout(end, sessionMs);
    function end(): void {
      if (session.isIdle || performance.now() >= lastAt) socket.close(closeCode.signInAgain, "sign in again");
      else timer = setTimeout(end, drainPollMs);
    }
    return () => clearTimeout(timer);
  }

  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, heartbeatMs);
  heartbeat.unref();

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, isLeftToUs: boolean): void {
    const isOurs = request.url?.split("?")[0] === "/api/chat";
    if (!isOurs && !isLeftToUs) return;
    // Until ws takes the socket over, an error on it would be nobody's.
    const ignore = (error: Error) => deps.log.debug({ err: error }, "socket error before the upgrade");
    socket.on("error", ignore);
    if (!isOurs) {
      refuse(socket, "not_found");
      return;
    }
    const admitted = draining ? "draining" : deps.admit(request);
    if (typeof admitted === "string") {
      refuse(socket, admitted);
      return;
    }
    if ((socketsOf.get(admitted.id) ?? 0) >= deps.limits.socketsPerUser) {
      refuse(socket, "rate_limited");
      return;
    }
    server.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off("error", ignore);
      open(webSocket, admitted);
    });
  }

  function sendElsewhere(socket: WebSocket): void {
    socket.close(closeCode.serviceRestart, "restarting");
  }

  return {
    drain() {
      draining ??= setInterval(() => {
        for (const [socket, session] of sessions) if (session.isIdle) sendElsewhere(socket);
      }, drainPollMs);
    },

    attach(httpServer) {
      // In development Vite takes upgrades as well, at an address of its own.
      const isAlone = () => httpServer.listenerCount("upgrade") === 1;
      httpServer.on("upgrade", (request, socket, head) => upgrade(request, socket, head, isAlone()));
    },

    async close() {
      clearInterval(heartbeat);
      clearInterval(draining);
      for (const socket of server.clients) sendElsewhere(socket);
      await new Promise<void>((resolve) => {
        const giveUp = setTimeout(() => {
          for (const socket of server.clients) socket.terminate();
        }, 1_000);
        server.close(() => {
          clearTimeout(giveUp);
          resolve();
        });
      });
    },
  };
}

function toText(data: RawData): string {
  const buffer = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
  return buffer.toString("utf8");
}

/** One JSON text per frame, however many sockets it goes to. */
function createEncoder(): (frame: ServerFrame) => string {
  let lastFrame: ServerFrame | undefined;
  let lastText = "";
  return (frame) => {
    if (frame !== lastFrame) {
      lastFrame = frame;
      lastText = JSON.stringify(frame);
    }
    return lastText;
  };
}

/** Answers an upgrade with an ordinary HTTP error, as the handshake is HTTP (RFC 6455 section 4.2.2). */
function refuse(socket: Duplex, code: ErrorCode): void {
  const { status, message } = errorTable[code];
  const body = JSON.stringify({ error: { code, message } });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
