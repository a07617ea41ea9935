import { apiRoute, requireId, requireUser } from "#app/http/api-route.ts";

const api = apiRoute({
  async POST({ params, context }) {
    const user = requireUser(context);
    const conversationId = requireId(params["conversationId"]);
    return Response.json(await context.conversations.restore({ user, conversationId }));
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
