import { type z } from "zod";
import { conversationListQuerySchema, findQuerySchema, messageQuerySchema } from "../requests.ts";
import { readAfterHeader } from "../read-after.ts";
import { idSchema } from "../resources.ts";
import { searchQuerySchema } from "../search.ts";
import { shareListQuerySchema } from "../shares.ts";
import { exportAllQuerySchema, exportQuerySchema } from "../transfer.ts";
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

const memoryBot: Operation = {
  summary: "Ask, and be remembered by a number",
  description:
    "Starts a conversation, with `context` as its system prompt, or goes on with the one of the given `id`; waits for " +
    "the whole answer. The body is read as JSON whatever its content type says. Turns of one conversation run one " +
    "after the other. The oldest turns are forgotten when the model's window is full. The answer is written to its " +
    "end also when the caller hangs up, unless `stopOnDisconnect` is true. With a UUID in the header " +
    "`Idempotency-Key`, asking again gives the same answer and no second turn. A model that fails is told by the " +
    "HTTP status; the prompt is kept.",
  body: "MemoryBotRequest",
  answers: { 200: json("The answer.", "MemoryBotReply") },
};

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
      description:
        "Running answers are stopped. Nothing of it is to be seen from then on, its shares included; for ten minutes it " +
        "can be restored, then it is gone for good. Idempotent: what is not there is as good as deleted.",
      answers: { 204: { description: "It is gone." } },
    },
  },
  [`${conversation}/restore`]: {
    post: {
      summary: "Take the deletion of a conversation back",
      description: "Within ten minutes; with all that was in it, and its shares. Idempotent.",
      answers: { 200: json("The conversation as it was.", "Conversation") },
    },
  },
  [`${conversation}/messages`]: {
    get: {
      summary: "Read the active branch",
      description:
        "The newest page first, oldest message first in it. An answer being written comes last. `after` and `around` " +
        "read on from a message of the active branch; one that is not on it is not found.",
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
  [`${conversation}/find`]: {
    get: {
      summary: "Find words in the active branch",
      description: "All words must occur in a message, in any case, also inside of longer words.",
      query: findQuerySchema,
      answers: { 200: json("Where they were found.", "FoundMessages") },
    },
  },
  [`${conversation}/kernel`]: {
    get: {
      summary: "Look at the conversation's kernel",
      description:
        "The Python that runs its code, as this process knows it. Its variables are told while it rests.",
      answers: { 200: json("Its state.", "Kernel") },
    },
    delete: {
      summary: "End the conversation's kernel",
      description: "What runs is stopped, all variables are lost. The next run starts another. Idempotent.",
      answers: { 204: { description: "There is none." } },
    },
  },
  [`${conversation}/title`]: {
    post: {
      summary: "Let the model make a title",
      description: "Also over one that a person gave.",
      answers: { 200: json("The titled conversation.", "Conversation") },
    },
  },
  [`${conversation}/export`]: {
    get: {
      summary: "Download a conversation",
      description:
        "`md`: the active branch as Markdown. `json`: all branches, as `POST /api/import` takes them.",
      query: exportQuerySchema,
      answers: {
        200: {
          description: "A file.",
          content: { "application/json": refTo("ExportFile"), "text/markdown": { type: "string" } },
        },
      },
    },
  },
  "/api/messages/{messageId}": {
    delete: {
      summary: "Delete a message with all that follows it",
      description:
        "Its siblings stay, and one of them becomes part of the active branch where it was. Refused with `conflict` " +
        "while an answer is being written in the conversation. Idempotent: what is not there is as good as deleted.",
      answers: { 204: { description: "It is gone." } },
    },
  },
  "/api/messages/{messageId}/feedback": {
    put: {
      summary: "Say what you think of an answer",
      body: "FeedbackRequest",
      answers: { 200: json("The answer.", "Message") },
    },
  },
  "/api/search": {
    get: {
      summary: "Search your messages and titles",
      description: "All words must occur, in any script and any case, also inside of longer words.",
      query: searchQuerySchema,
      answers: { 200: json("A page of what was found.", "SearchPage") },
    },
  },
  "/api/shares": {
    get: {
      summary: "List your shares",
      query: shareListQuerySchema,
      answers: { 200: json("A page of shares, the newest first.", "SharePage") },
    },
    post: {
      summary: "Publish a branch of a conversation as it is now",
      description:
        "Whoever has the link may read it, without signing in. Later messages are not in it; what was withheld is " +
        "not either. It is revoked with its conversation.",
      body: "NewShare",
      answers: { 201: json("The share.", "Share") },
    },
  },
  "/api/shares/{shareId}": {
    delete: {
      summary: "Revoke a share",
      description: "Idempotent: what is not there is as good as deleted.",
      answers: { 204: { description: "It is gone." } },
    },
  },
  "/api/export": {
    get: {
      summary: "Download everything you own",
      description: "Or the conversations of `ids` only, with commas between them.",
      query: exportAllQuerySchema,
      answers: { 200: json("A file, made while it is taken.", "ExportFile") },
    },
  },
  "/api/import": {
    post: {
      summary: "Take over conversations",
      description:
        "A file of `GET /api/export`, or ChatGPT's conversations.json, of at most 8 MiB. What you have already is " +
        "left as it is, so that the same file may come twice. A file that is not valid changes nothing.",
      body: "ExportFile",
      answers: { 200: json("What was done.", "ImportResult") },
    },
  },
  "/": { post: memoryBot },
  "/api/memory-bot": { post: { ...memoryBot, summary: "The same as `POST /`" } },
  "/api/models": {
    get: { summary: "List the models", answers: { 200: json("The configured models.", listOf("Model")) } },
  },
  [`${conversation}/usage`]: {
    get: {
      summary: "Tell what the answers of a conversation have cost",
      description: "All branches together, as the model servers counted.",
      answers: { 200: json("Tokens and times.", "ConversationUsage") },
    },
  },
  "/api/usage": {
    get: {
      summary: "Tell how many tokens you have used today",
      description: "Days begin at midnight UTC. Answers count when they end.",
      answers: { 200: json("Used so far, and the limit.", "UsageReport") },
    },
  },
  "/api/settings": {
    get: {
      summary: "Read what you have set for all conversations",
      answers: { 200: json("Instructions, and the model chosen last.", "UserSettings") },
    },
    put: {
      summary: "Set what holds for all conversations",
      description:
        "`instructions` are told to the model with every turn. `model` is the one chosen last, for the next new chat; a model " +
        "that a turn is given is kept there, too. What is absent stays as it is.",
      body: "UserSettingsPatch",
      answers: { 200: json("As it is now.", "UserSettings") },
    },
  },
  "/api/userdata": {
    delete: {
      summary: "Delete everything that you own here",
      description: "Running answers are stopped. There is no way back. Idempotent.",
      answers: { 204: { description: "It is gone." } },
    },
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
    ...(path.includes("{") && {
      parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) =>
        parameter(name, "path", true, toJsonSchema(idSchema)),
      ),
    }),
    ...mapValues(methods, describeOperation),
  }));
}

function describeOperation({ summary, description, isPublic, query, body, answers }: Operation): Json {
  return {
    summary,
    ...(description !== undefined && { description }),
    ...(isPublic && { security: [] }),
    ...((query || !isPublic) && {
      parameters: [...(query ? queryParameters(query) : []), ...(isPublic ? [] : [readAfter("parameters")])],
    }),
    ...(body && { requestBody: { content: { "application/json": { schema: refTo(body) } } } }),
    responses: {
      ...mapValues(answers, ({ description: text, content }) => ({
        description: text,
        ...(!isPublic && { headers: { [readAfterHeader]: readAfter("headers") } }),
        ...(content && { content: mapValues(content, (schema) => ({ schema })) }),
      })),
      default: { $ref: "#/components/responses/Error" },
    },
  };
}

const readAfter = (kind: "parameters" | "headers"): Json => ({ $ref: `#/components/${kind}/ReadAfter` });

function queryParameters(query: z.ZodObject): Json[] {
  return Object.entries(query.shape).map(([name, schema]) =>
    parameter(name, "query", !accepts(schema as z.ZodType, undefined), toJsonSchema(schema as z.ZodType)),
  );
}

const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

function parameter(name: string, place: "path" | "query", required: boolean, schema: JsonSchema): Json {
  return { name, in: place, required, schema };
}

function mapValues<In, Out>(record: Record<string, In>, map: (value: In, key: string) => Out) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
