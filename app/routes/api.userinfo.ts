import { apiRoute, requireUser } from "#app/http/api-route.ts";

const api = apiRoute({
  GET: async ({ context }) => Response.json(requireUser(context)),
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
