import { apiRoute, requireFound, requireId, requireUser, type ApiRequest } from "#app/http/api-route.ts";

const api = apiRoute({
  async GET({ params, context }) {
    const conversationId = await requireOwnConversation({ params, context });
    return Response.json(await context.kernels.read(conversationId, context.signal));
  },
  async DELETE({ params, context }) {
    await context.kernels.end(await requireOwnConversation({ params, context }));
    return new Response(null, { status: 204 });
  },
});

/** @throws AppError not_found for somebody else's */
async function requireOwnConversation({
  params,
  context,
}: Pick<ApiRequest, "params" | "context">): Promise<string> {
  const { id: userId } = requireUser(context);
  const find = { userId, conversationId: requireId(params["conversationId"]) };
  const found = await context.reads.read(userId, (reader) => reader.findConversation(find));
  return requireFound(found).id;
}

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
