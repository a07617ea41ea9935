/**
 * The floor of streaming: from the model to the socket with nothing in between. No database, no identity, no
 * schema, no second listener, no stop. It sends the frames of the product, so that the bytes are alike.
 */
import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage } from "node:http";
import { createParser } from "eventsource-parser";
import { v7 as newId } from "uuid";
import { WebSocketServer, type WebSocket } from "ws";

const [modelUrl = "", paceArgument = "0"] = process.argv.slice(2);
/** 0 sends a frame per token. */
const paceMs = Number(paceArgument);
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on("connection", (socket) => {
  socket.on("message", (data: Buffer) => {
    relay(socket, JSON.parse(data.toString()) as { conversationId: string; content: string });
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (address === null || typeof address === "string") throw new Error("the relay has no port");
process.stdout.write(`ready ${JSON.stringify({ url: `http://127.0.0.1:${address.port}` })}\n`);
process.channel?.ref();

function relay(socket: WebSocket, { conversationId, content }: { conversationId: string; content: string }) {
  const ids = { generationId: newId(), conversationId, messageId: newId() };
  const outgoing = request(`${modelUrl}/v1/chat/completions`, {
    method: "POST",
    agent,
    headers: { "content-type": "application/json" },
  });
  outgoing.on("response", (response) => read(response, createSender(socket, ids)));
  outgoing.end(
    JSON.stringify({
      model: "tgi",
      messages: [{ role: "user", content }],
      stream: true,
      stream_options: { include_usage: true },
    }),
  );
}

function read(response: IncomingMessage, sender: ReturnType<typeof createSender>) {
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent({ data }) {
      if (data === "[DONE]") {
        sender.end();
        return;
      }
      const chunk = JSON.parse(data) as { choices: { delta: { content: string } }[] };
      const text = chunk.choices[0]?.delta.content;
      if (text) sender.send(text);
    },
  });
  response.on("data", (bytes: Buffer) => parser.feed(decoder.decode(bytes, { stream: true })));
}

const waiting = new Set<() => void>();
let timer: NodeJS.Timeout | undefined;

function flushAll() {
  timer = undefined;
  const due = [...waiting];
  waiting.clear();
  for (const flush of due) flush();
}

function createSender(socket: WebSocket, ids: Record<string, string>) {
  let seq = 0;
  let text = "";
  let whole = "";
  const flush = () => {
    if (text === "") return;
    seq += 1;
    socket.send(JSON.stringify({ type: "generation.delta", ...ids, seq, text }));
    text = "";
  };
  return {
    send(piece: string) {
      text += piece;
      whole += piece;
      if (paceMs === 0 || seq === 0) {
        flush();
        return;
      }
      waiting.add(flush);
      timer ??= setTimeout(flushAll, paceMs);
    },
    end() {
      flush();
      const message = { id: ids["messageId"], role: "assistant", content: whole, status: "complete" };
      socket.send(JSON.stringify({ type: "generation.finished", ...ids, seq: seq + 1, message }));
    },
  };
}
