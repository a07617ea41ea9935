import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { closeCode, type ServerFrame } from "#app/protocol/frames.ts";
import { connectChat, type ChatSocket } from "./chat-socket.ts";

const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()));

async function startServer() {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  cleanups.push(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, url: `ws://127.0.0.1:${port}` };
}

function connect(url: string, mayRetry = Promise.resolve()) {
  const frames: ServerFrame[] = [];
  const steps: string[] = [];
  const socket: ChatSocket = connectChat(
    {
      onFrame: (frame) => frames.push(frame),
      onAway: () => steps.push("away"),
      beforeRetry: async () => {
        steps.push("retry");
        await mayRetry;
      },
    },
    { url, WebSocket, random: () => 0 },
  );
  cleanups.push(() => socket.close());
  return { socket, frames, steps };
}

async function nextClient(server: WebSocketServer): Promise<WebSocket> {
  const [client] = (await once(server, "connection")) as [WebSocket];
  return client;
}

describe("connectChat", () => {
  it("carries frames both ways and leaves alone what is no frame", async () => {
    const { server, url } = await startServer();
    const accepted = nextClient(server);
    const { socket, frames } = connect(url);
    const client = await accepted;
    client.send("[1,2]");
    client.send(JSON.stringify({ type: "conversation.deleted", conversationId: "c1" }));
    await expect.poll(() => frames).toEqual([{ type: "conversation.deleted", conversationId: "c1" }]);
    const heard = once(client, "message");
    expect(socket.send({ type: "conversation.unwatch", conversationId: "c1" })).toBe(true);
    expect(String((await heard)[0])).toBe('{"type":"conversation.unwatch","conversationId":"c1"}');
  });

  it("comes back by itself after a restart of the server", async () => {
    const { server, url } = await startServer();
    const first = nextClient(server);
    const { steps } = connect(url);
    const client = await first;
    const second = nextClient(server);
    client.close(closeCode.serviceRestart);
    await second;
    expect(steps).toEqual(["away", "retry"]);
  });

  it("connects again only when it may", async () => {
    const { server, url } = await startServer();
    const first = nextClient(server);
    let allow = () => {};
    const { steps } = connect(url, new Promise((resolve) => (allow = resolve)));
    const client = await first;
    const second = nextClient(server);
    client.close(closeCode.serviceRestart);
    await expect.poll(() => steps).toEqual(["away", "retry"]);
    expect(server.clients.size).toBe(0);
    allow();
    await second;
  });

  it("stays away for a while when the server found it too talkative", async () => {
    const { server, url } = await startServer();
    const first = nextClient(server);
    const { steps } = connect(url);
    const client = await first;
    let returns = 0;
    server.on("connection", () => returns++);
    client.close(closeCode.policyViolation);
    await expect.poll(() => steps).toContain("away");
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(returns).toBe(0);
  });

  it("queues nothing while it is away", async () => {
    const { socket } = connect("ws://127.0.0.1:9");
    expect(socket.send({ type: "conversation.unwatch", conversationId: "c1" })).toBe(false);
  });
});
