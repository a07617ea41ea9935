import { apiRoute, requireUser } from "#app/http/api-route.ts";
import { idSchema } from "#app/protocol/resources.ts";

const api = apiRoute({
  /** Removes a message with all that follows it. */
  async DELETE({ params, context }) {
    const user = requireUser(context);
    const id = idSchema.safeParse(params["messageId"]);
    // Idempotent: what is not there is as good as deleted.
    if (id.success) await context.messages.deleteBranch({ user, messageId: id.data });
    return new Response(null, { status: 204 });
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
