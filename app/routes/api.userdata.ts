import { apiRoute, requireUser } from "#app/http/api-route.ts";

const api = apiRoute({
  async DELETE({ context }) {
    await context.userData.deleteAll({ user: requireUser(context) });
    return new Response(null, { status: 204 });
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
