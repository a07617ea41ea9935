import { apiRoute, requireUser } from "#app/http/api-route.ts";

const api = apiRoute({
  async GET({ context }) {
    return Response.json(await context.readUsage(requireUser(context).id));
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
