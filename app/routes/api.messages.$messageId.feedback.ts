import { apiRoute, parseBody, requireId, requireUser } from "#app/http/api-route.ts";
import { feedbackRequestSchema } from "#app/protocol/requests.ts";
import { limits } from "#app/protocol/resources.ts";

const api = apiRoute({
  async PUT({ request, params, context }) {
    const user = requireUser(context);
    const messageId = requireId(params["messageId"]);
    const { value, comment } = await parseBody(request, feedbackRequestSchema, limits.bodyBytes);
    const feedback = value && { value, ...(comment && { comment }) };
    return Response.json(await context.messages.setFeedback({ user, messageId, feedback }));
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
