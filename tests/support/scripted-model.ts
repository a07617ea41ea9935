/**
 * A model server scripted at the wire, good and faulty, that speaks TGI 3's HTTP API. It answers on a free
 * loopback port, remembers what it was asked and knows which streams are still open.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

import { createPacer } from "./scripted-model/pacer.ts";
import { playScript } from "./scripted-model/play-script.ts";
import { findRefusal } from "./scripted-model/request-check.ts";
import {
  bodyOf,
  lastUserText,
  resolveAnswer,
  textField,
  type Answer,
  type Script,
  type RecordedRequest,
} from "./scripted-model/script.ts";
import { echo, httpBody, httpJson, usageOf } from "./scripted-model/scripts.ts";
import { createTgiRoutes, notFound, type Routes } from "./scripted-model/side-routes.ts";
import { wholeCompletion } from "./scripted-model/tgi-wire.ts";

export * from "./scripted-model/scripts.ts";
export * from "./scripted-model/tgi-wire.ts";
export { bodyOf, lastUserText } from "./scripted-model/script.ts";
export type { Answer, RecordedRequest, Step } from "./scripted-model/script.ts";

export interface ScriptedModelOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Asked for as a bearer token; without it 401 with an empty body. */
  apiKey?: string;
  modelId?: string;
  maxTotalTokens?: number;
  /** What chat requests get while nothing else is queued; default `echo()`. */
  answer?: Answer;
  /** False answers even what TGI would refuse, such as `top_p: 1`. */
  checksRequests?: boolean;
  /** False keeps no requests, for long benches. */
  recordsRequests?: boolean;
}

export interface ScriptedModel {
  readonly url: string;
  readonly port: number;
  /** Every request since the start, side routes included. */
  readonly requests: readonly RecordedRequest[];
  /** The chat requests among them. */
  readonly chats: readonly RecordedRequest[];
  /** Chat responses that are neither finished nor cut. */
  readonly openStreams: number;
  /** TCP connections accepted since the start. */
  readonly connections: number;
  /** TCP connections open now, idle ones included. */
  readonly openSockets: number;
  /** Answers all chat requests so, from now on. */
  script(answer: Answer): void;
  /** Answers the next chat requests so, one each, before the standing script. */
  enqueue(...answers: Answer[]): void;
  /** Answers chat requests whose newest user message is this text so, whatever else is scripted. */
  answerTo(text: string, answer: Answer): void;
  /** Replaces a side route, for example `GET /health`; `undefined` makes it 404. */
  route(methodAndPath: string, answer: Answer | undefined): void;
  /** Cuts every connection and stops. */
  close(): Promise<void>;
}

const chatRoute = "POST /v1/chat/completions";

async function readBody(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  const text = Buffer.concat(pieces).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A script for a stream, told to a client that did not ask for one. */
function withoutStreaming(script: Script, request: RecordedRequest): Script {
  if (script.status !== 200 || !script.whole) return script;
  const { text, finishReason, completionTokens } = script.whole();
  const model = textField(request, "model", "tgi");
  return httpJson(200, wholeCompletion(model, text, finishReason, usageOf(request, completionTokens)));
}

export async function startScriptedModel(options: ScriptedModelOptions = {}): Promise<ScriptedModel> {
  const pacer = createPacer();
  const requests: RecordedRequest[] = [];
  const queue: Answer[] = [];
  const byText = new Map<string, Answer>();
  const sockets = new Map<Socket, number>();
  const routes: Routes = createTgiRoutes(options.modelId ?? "scripted", options.maxTotalTokens ?? 4096);
  let standing: Answer = options.answer ?? echo();
  let openStreams = 0;
  let connections = 0;

  function chatScript(request: RecordedRequest): Script {
    const refusal = options.checksRequests === false ? undefined : findRefusal(request);
    const scripted = () => byText.get(lastUserText(request)) ?? queue.shift() ?? standing;
    const script = refusal ?? resolveAnswer(scripted(), request);
    return bodyOf(request)["stream"] === true ? script : withoutStreaming(script, request);
  }

  function chooseScript(request: RecordedRequest): Script {
    const route = `${request.method} ${request.path}`;
    const isGuarded = request.method === "POST" && request.path !== "/chat_tokenize";
    if (isGuarded && options.apiKey && request.headers.authorization !== `Bearer ${options.apiKey}`) {
      return { status: 401, headers: {}, steps: [] };
    }
    if (route === chatRoute) return chatScript(request);
    return routes[route]?.(request) ?? notFound();
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const isChat = `${incoming.method} ${incoming.url}` === chatRoute;
    if (isChat) openStreams += 1;
    const closed = new Promise<Awaited<RecordedRequest["closed"]>>((resolve) => {
      response.once("close", () => {
        if (isChat) openStreams -= 1;
        resolve({ outcome: response.writableFinished ? "finished" : "aborted", atMs: performance.now() });
      });
    });
    const request: RecordedRequest = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      headers: incoming.headers,
      atMs: performance.now(),
      body: await readBody(incoming),
      connection: sockets.get(incoming.socket) ?? 0,
      closed,
    };
    if (options.recordsRequests !== false) requests.push(request);
    playScript(chooseScript(request), response, pacer);
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      if (!response.destroyed) response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.on("connection", (socket) => {
    connections += 1;
    sockets.set(socket, connections);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the scripted model has no TCP port");
  const { port } = address;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    get chats() {
      return requests.filter((request) => `${request.method} ${request.path}` === chatRoute);
    },
    get openStreams() {
      return openStreams;
    },
    get connections() {
      return connections;
    },
    get openSockets() {
      return sockets.size;
    },
    script(next) {
      standing = next;
    },
    enqueue(...answers) {
      queue.push(...answers);
    },
    answerTo(text, next) {
      byText.set(text, next);
    },
    route(methodAndPath, next) {
      routes[methodAndPath] = (request) =>
        next === undefined ? httpBody(404, "text/plain", "") : resolveAnswer(next, request);
    },
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets.keys()) socket.destroy();
      });
    },
  };
}
