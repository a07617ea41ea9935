import { apiRoute, requireUser } from "#app/http/api-route.ts";

const api = apiRoute({
  async GET({ context }) {
    requireUser(context);
    return Response.json(context.models);
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
