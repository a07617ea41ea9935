import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import type { z } from "zod";
import { conversationSchema, type Conversation, type Message } from "#app/protocol/resources.ts";
import {
  conversationPageSchema,
  errorSchema,
  messagePageSchema,
  turnSchema,
} from "#app/protocol/responses.ts";

export interface ApiAnswer {
  status: number;
  headers: IncomingMessage["headers"];
  text: string;
  /** The body as JSON; undefined when it is none. */
  json: unknown;
}

export interface ApiRequest {
  /** Sent as it is when it is text, else as JSON. */
  body?: unknown;
  /** Besides the program's own; a list sends one line each. */
  headers?: Record<string, string | string[]>;
}

/** A program that speaks the HTTP API for one person. */
export class TestApi {
  readonly #url: string;
  readonly #user: string | undefined;

  constructor(url: string, user?: string) {
    this.#url = url;
    this.#user = user;
  }

  async call(method: string, path: string, { body, headers = {} }: ApiRequest = {}): Promise<ApiAnswer> {
    const outgoing = request(`${this.#url}${path}`, { method, agent: false });
    const own = { ...(this.#user !== undefined && { "X-Forwarded-User": this.#user }) };
    for (const [name, value] of Object.entries({ ...own, ...headers })) {
      outgoing.setHeader(name, value);
    }
    const bytes = toBytes(body);
    // Node frames no body of a DELETE by itself.
    if (bytes && !outgoing.hasHeader("Transfer-Encoding")) outgoing.setHeader("Content-Length", bytes.length);
    outgoing.end(bytes);
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    const text = await readText(response);
    return { status: response.statusCode ?? 0, headers: response.headers, text, json: parseJson(text) };
  }

  get = (path: string, given?: ApiRequest) => this.call("GET", path, given);
  post = (path: string, body?: unknown, given?: ApiRequest) => this.call("POST", path, { body, ...given });
  patch = (path: string, body: unknown) => this.call("PATCH", path, { body });
  delete = (path: string) => this.call("DELETE", path);

  async createConversation(given: object = {}): Promise<Conversation> {
    return conversationSchema.parse(requireStatus(await this.post("/api/conversations", given), 201));
  }

  async findConversation(id: string): Promise<Conversation | undefined> {
    const answer = await this.get(`/api/conversations/${id}`);
    return answer.status === 404 ? undefined : conversationSchema.parse(requireStatus(answer, 200));
  }

  async listConversations(query = ""): Promise<{ items: Conversation[]; nextCursor: string | null }> {
    const answer = await this.get(`/api/conversations${query}`);
    return conversationPageSchema.strict().parse(requireStatus(answer, 200));
  }

  async listMessages(
    conversationId: string,
    query = "",
  ): Promise<{ items: Message[]; nextBefore: string | null }> {
    const answer = await this.get(`/api/conversations/${conversationId}/messages${query}`);
    return messagePageSchema.strict().parse(requireStatus(answer, 200));
  }

  /** Runs a turn and waits for its answer. */
  async ask(conversationId: string, content: string, given: object = {}): Promise<Turn> {
    const answer = await this.post(`/api/conversations/${conversationId}/messages`, { content, ...given });
    return turnSchema.strict().parse(requireStatus(answer, 200));
  }
}

type Turn = z.infer<typeof turnSchema>;

/** The error that the contract promises for every refusal. @throws ZodError when the body is anything else */
export function errorOf(answer: ApiAnswer): { code: string; message: string } {
  return errorSchema.strict().parse(answer.json).error;
}

function requireStatus(answer: ApiAnswer, status: number): unknown {
  if (answer.status === status) return answer.json;
  throw new Error(`expected status ${status}, got ${answer.status}: ${answer.text.slice(0, 500)}`);
}

function toBytes(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

async function readText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
