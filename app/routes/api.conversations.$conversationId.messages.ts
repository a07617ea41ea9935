import { v7 as newId } from "uuid";
import {
  apiRoute,
  parseBody,
  parseQuery,
  requireFound,
  requireId,
  requireUser,
} from "#app/http/api-route.ts";
import { messageQuerySchema, newMessageSchema } from "#app/protocol/requests.ts";
import { limits } from "#app/protocol/resources.ts";
import type { MessagePage } from "#app/protocol/responses.ts";

const api = apiRoute({
  async GET({ request, params, context }) {
    const { id: userId } = requireUser(context);
    const conversationId = requireId(params["conversationId"]);
    const { before, after, around, limit } = parseQuery(request, messageQuerySchema);
    const query = { userId, conversationId, limit };
    const page = await context.reads.read<MessagePage | undefined>(userId, (reader) => {
      if (after !== undefined) return reader.listMessagesAfter({ ...query, after });
      if (around !== undefined) return reader.listMessagesAround({ ...query, at: around });
      return reader.listMessages({ ...query, before });
    });
    return Response.json(requireFound(page));
  },

  /** Runs a turn: streams it as events when the client accepts them, else waits for the whole answer. */
  async POST({ request, params, context }) {
    const user = requireUser(context);
    const conversationId = requireId(params["conversationId"]);
    const body = await parseBody(request, newMessageSchema, limits.bodyBytes);
    const { requestId } = context;
    const command = { user, requestId, conversationId, mustExist: true, ...body, id: body.id ?? newId() };
    if (request.headers.get("Accept")?.includes("text/event-stream")) return context.openEventStream(command);
    const { userMessage, finished } = await context.turns.send(command);
    return Response.json({ userMessage, assistantMessage: await finished });
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
