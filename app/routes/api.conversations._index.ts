import { apiRoute, parseBody, parseQuery, requireUser } from "#app/http/api-route.ts";
import { conversationListQuerySchema, newConversationSchema } from "#app/protocol/requests.ts";
import { limits } from "#app/protocol/resources.ts";

const api = apiRoute({
  async GET({ request, context }) {
    const { id: userId } = requireUser(context);
    const page = parseQuery(request, conversationListQuerySchema);
    return Response.json(
      await context.reads.read(userId, (reader) => reader.listConversations({ userId, page })),
    );
  },

  async POST({ request, context }) {
    const user = requireUser(context);
    const body = await parseBody(request, newConversationSchema, limits.bodyBytes);
    return Response.json(await context.conversations.create({ user, ...body }), { status: 201 });
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
