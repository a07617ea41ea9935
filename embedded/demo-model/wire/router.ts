import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { ConnectionCut, PlainError, TgiError } from "../failures.ts";
import type { DemoModel } from "../model.ts";
import { chatCompletions } from "./chat-completions.ts";
import { sendJson, type Exchange, type Handler } from "./exchange.ts";
import { listModels, sendHealth, sendInfo } from "./server-info.ts";
import { generateCompat, generateStream, generateWhole } from "./text-generation.ts";
import { tokenizeChat, tokenizeInputs } from "./tokenization.ts";

interface Route {
  GET?: Handler;
  POST?: Handler;
}

const routes = new Map<string, Route>([
  ["/", { GET: sendHealth, POST: generateCompat }],
  ["/health", { GET: sendHealth }],
  ["/ping", { GET: sendHealth }],
  ["/info", { GET: sendInfo }],
  ["/v1/models", { GET: listModels }],
  ["/v1/chat/completions", { POST: chatCompletions }],
  ["/generate", { POST: generateWhole }],
  ["/generate_stream", { POST: generateStream }],
  ["/tokenize", { POST: tokenizeInputs }],
  ["/chat_tokenize", { POST: tokenizeChat }],
]);

/** Answers requests as TGI's router does. */
export function createRequestListener(model: DemoModel): RequestListener {
  return (request, response) => {
    const gone = new AbortController();
    response.once("close", () => {
      if (!response.writableFinished) gone.abort();
    });
    void handle({ model, request, response, signal: gone.signal });
  };
}

async function handle(exchange: Exchange): Promise<void> {
  try {
    await findHandler(exchange.request)(exchange);
  } catch (error) {
    answerFailure(exchange, error);
  }
}

function findHandler(request: IncomingMessage): Handler {
  const [path = "/"] = (request.url ?? "/").split("?");
  const route = routes.get(path);
  if (!route) return ({ response }) => sendEmpty(response, 404);
  const { method } = request;
  const handler =
    method === "POST" ? route.POST : method === "GET" || method === "HEAD" ? route.GET : undefined;
  return handler ?? (({ response }) => sendEmpty(response, 405, { allow: allowedMethods(route) }));
}

function allowedMethods(route: Route): string {
  return [...(route.GET ? ["GET", "HEAD"] : []), ...(route.POST ? ["POST"] : [])].join(",");
}

function sendEmpty(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-length": 0, ...headers }).end();
}

function answerFailure({ response, signal, model }: Exchange, error: unknown): void {
  if (signal.aborted) return;
  if (error instanceof ConnectionCut) {
    response.destroy();
  } else if (error instanceof TgiError) {
    sendJson(response, { error: error.message, error_type: error.errorType }, { status: error.status });
  } else if (error instanceof PlainError) {
    response.writeHead(error.status, { "content-type": error.contentType }).end(error.message);
  } else {
    model.log.error({ err: error }, "The demo model failed");
    if (response.headersSent) response.destroy();
    else sendEmpty(response, 500);
  }
}
