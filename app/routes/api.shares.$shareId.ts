import { apiRoute, requireUser } from "#app/http/api-route.ts";
import { idSchema } from "#app/protocol/resources.ts";

const api = apiRoute({
  async DELETE({ params, context }) {
    const { id: userId } = requireUser(context);
    const id = idSchema.safeParse(params["shareId"]);
    // Idempotent: what is not there is as good as deleted.
    if (id.success) await context.shares.delete({ userId, shareId: id.data });
    return new Response(null, { status: 204 });
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
