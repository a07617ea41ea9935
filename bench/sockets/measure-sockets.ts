import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import type { BenchDatabase } from "../processes/bench-cluster.ts";
import { startChatbot } from "../processes/chatbot.ts";

const socketCount = 5_000;
/** At once, so that the handshakes do not queue in the kernel. */
const batchSize = 100;
/** For timers and garbage of the handshakes to settle. */
const settleMs = 5_000;

export interface SocketResults {
  socketCount: number;
  rssBeforeBytes: number;
  rssAfterBytes: number;
  secondsToOpen: number;
  problems: readonly string[];
}

/** Opens idle sockets, each of a person of its own, and reads what the server's memory grew by. */
export async function measureSockets(
  database: BenchDatabase,
  { modelUrl, onProgress }: { modelUrl: string; onProgress: (progress: string) => void },
): Promise<SocketResults> {
  const server = await startChatbot({ ...database, modelUrl });
  const sockets: WebSocket[] = [];
  try {
    // The first ones pay for code and caches, which belong to no socket.
    sockets.push(...(await openSockets(server.url, batchSize, 0)));
    await sleep(settleMs);
    const before = await server.process.usage();
    const startedAt = performance.now();
    for (let opened = 0; opened < socketCount; opened += batchSize) {
      sockets.push(...(await openSockets(server.url, batchSize, opened + batchSize)));
    }
    const secondsToOpen = (performance.now() - startedAt) / 1000;
    await sleep(settleMs);
    const after = await server.process.usage();
    onProgress(`sockets, ${socketCount} open`);
    const open = sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length;
    return {
      socketCount,
      rssBeforeBytes: before.rssBytes,
      rssAfterBytes: after.rssBytes,
      secondsToOpen,
      problems: [
        ...server.process.complaints,
        ...(open === sockets.length
          ? []
          : [`${sockets.length - open} of ${sockets.length} idle sockets were closed`]),
      ],
    };
  } finally {
    for (const socket of sockets) socket.terminate();
    await server.process.stop();
  }
}

function openSockets(url: string, count: number, first: number): Promise<WebSocket[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const socket = new WebSocket(`${url.replace("http", "ws")}/api/chat`, {
        headers: { "X-Forwarded-User": `person-${first + index}` },
        perMessageDeflate: false,
      });
      await once(socket, "open");
      return socket;
    }),
  );
}
