import { apiRoute, parseBody, requireFound, requireId, requireUser } from "#app/http/api-route.ts";
import { conversationPatchSchema } from "#app/protocol/requests.ts";
import { idSchema, limits } from "#app/protocol/resources.ts";

const api = apiRoute({
  async GET({ params, context }) {
    const { id: userId } = requireUser(context);
    const conversationId = requireId(params["conversationId"]);
    const find = { userId, conversationId };
    return Response.json(
      requireFound(await context.reads.read(userId, (reader) => reader.findConversation(find))),
    );
  },

  async PATCH({ request, params, context }) {
    const user = requireUser(context);
    const conversationId = requireId(params["conversationId"]);
    const patch = await parseBody(request, conversationPatchSchema, limits.bodyBytes);
    return Response.json(await context.conversations.update({ user, conversationId, patch }));
  },

  async DELETE({ params, context }) {
    const user = requireUser(context);
    const id = idSchema.safeParse(params["conversationId"]);
    // Idempotent: what is not there is as good as deleted.
    if (id.success) await context.conversations.delete({ user, conversationId: id.data });
    return new Response(null, { status: 204 });
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
