import { type z } from "zod";
import { conversationListQuerySchema, messageQuerySchema } from "../requests.ts";
import { idSchema } from "../resources.ts";
import { refTo, toJsonSchema, type ComponentName, type JsonSchema } from "./components.ts";

type Json = Record<string, unknown>;

interface Operation {
  summary: string;
  description?: string;
  /** Served to whoever asks. */
  isPublic?: boolean;
  query?: z.ZodObject;
  body?: ComponentName;
  /** By status. */
  answers: Record<number, Answer>;
}

interface Answer {
  description: string;
  /** By media type. */
  content?: Record<string, JsonSchema>;
}

const json = (description: string, schema: JsonSchema | ComponentName): Answer => ({
  description,
  content: { "application/json": typeof schema === "string" ? refTo(schema) : schema },
});
const listOf = (name: ComponentName): JsonSchema => ({ type: "array", items: refTo(name) });

const conversation = "/api/conversations/{conversationId}";

/** What each address of the HTTP API does, by method. */
const operations: Record<string, Record<string, Operation>> = {
  "/api/conversations": {
    get: {
      summary: "List your conversations",
      description: "Pinned first, then those written to last.",
      query: conversationListQuerySchema,
      answers: { 200: json("A page of conversations.", "ConversationPage") },
    },
    post: {
      summary: "Start a conversation",
      body: "NewConversation",
      answers: { 201: json("The new conversation.", "Conversation") },
    },
  },
  [conversation]: {
    get: {
      summary: "Read a conversation",
      answers: { 200: json("The conversation.", "Conversation") },
    },
    patch: {
      summary: "Rename, pin or set up a conversation",
      description: "What is absent stays as it is. `updatedAt` does not move.",
      body: "ConversationPatch",
      answers: { 200: json("The changed conversation.", "Conversation") },
    },
    delete: {
      summary: "Delete a conversation with everything in it",
      description: "Running answers are stopped. Idempotent: what is not there is as good as deleted.",
      answers: { 204: { description: "It is gone." } },
    },
  },
  [`${conversation}/messages`]: {
    get: {
      summary: "Read the active branch",
      description: "The newest page first, oldest message first in it. An answer being written comes last.",
      query: messageQuerySchema,
      answers: { 200: json("A page of messages.", "MessagePage") },
    },
    post: {
      summary: "Send a message and get its answer",
      description:
        "`id` is the idempotency key: sending it again gives the same answer and no second message. With " +
        "`Accept: text/event-stream` the frames of the turn come as server-sent events, as PROTOCOL.md tells, " +
        "from `message.accepted` to `generation.finished`; else the request waits for the whole answer. A model " +
        "that fails is told by the `status` and the `error` of the answer, not by the HTTP status.",
      body: "NewMessage",
      answers: {
        200: {
          description: "Both messages, or the events of the turn.",
          content: {
            "application/json": refTo("Turn"),
            "text/event-stream": { ...refTo("ServerFrame"), description: "The `data` of each event." },
          },
        },
      },
    },
  },
  [`${conversation}/title`]: {
    post: {
      summary: "Let the model make a title",
      description: "Also over one that a person gave.",
      answers: { 200: json("The titled conversation.", "Conversation") },
    },
  },
  "/api/models": {
    get: { summary: "List the models", answers: { 200: json("The configured models.", listOf("Model")) } },
  },
  "/api/userinfo": {
    get: { summary: "Tell who you are", answers: { 200: json("As the sign-in proxy says.", "User") } },
  },
  "/api/healthz": {
    get: {
      summary: "Tell whether the process lives",
      isPublic: true,
      answers: { 200: json("It lives.", { type: "string" }) },
    },
  },
  "/api/readyz": {
    get: {
      summary: "Tell whether the process should get traffic",
      isPublic: true,
      answers: { 200: json("It should.", "Readiness"), 503: json("It should not.", "Readiness") },
    },
  },
  "/api/openapi.json": {
    get: {
      summary: "This document",
      isPublic: true,
      answers: { 200: json("OpenAPI 3.1.", { type: "object" }) },
    },
  },
};

/** OpenAPI's `paths`. */
export function describePaths(): Json {
  return mapValues(operations, (methods, path) => ({
    ...(path.includes("{conversationId}") && {
      parameters: [parameter("conversationId", "path", true, toJsonSchema(idSchema))],
    }),
    ...mapValues(methods, describeOperation),
  }));
}

function describeOperation({ summary, description, isPublic, query, body, answers }: Operation): Json {
  return {
    summary,
    ...(description !== undefined && { description }),
    ...(isPublic && { security: [] }),
    ...(query && { parameters: queryParameters(query) }),
    ...(body && { requestBody: { content: { "application/json": { schema: refTo(body) } } } }),
    responses: {
      ...mapValues(answers, ({ description: text, content }) => ({
        description: text,
        ...(content && { content: mapValues(content, (schema) => ({ schema })) }),
      })),
      default: { $ref: "#/components/responses/Error" },
    },
  };
}

function queryParameters(query: z.ZodObject): Json[] {
  return Object.entries(query.shape).map(([name, schema]) =>
    parameter(name, "query", false, toJsonSchema(schema as z.ZodType)),
  );
}

function parameter(name: string, place: "path" | "query", required: boolean, schema: JsonSchema): Json {
  return { name, in: place, required, schema };
}

function mapValues<In, Out>(record: Record<string, In>, map: (value: In, key: string) => Out) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
