import { apiRoute, requireId, requireUser } from "#app/http/api-route.ts";

export const { loader, action } = apiRoute({
  async POST({ params, context }) {
    const user = requireUser(context);
    const conversationId = requireId(params["conversationId"]);
    const { requestId } = context;
    return Response.json(await context.conversations.generateTitle({ user, conversationId, requestId }));
  },
});
