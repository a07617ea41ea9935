import { apiRoute, requireFound, requireId, requireUser } from "#app/http/api-route.ts";

const api = apiRoute({
  async GET({ params, context }) {
    const { id: userId } = requireUser(context);
    const find = { userId, conversationId: requireId(params["conversationId"]) };
    return Response.json(requireFound(await context.reads.read(userId, (reader) => reader.sumUsage(find))));
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
