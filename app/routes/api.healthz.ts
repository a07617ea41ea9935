import { apiRoute } from "#app/http/api-route.ts";

/** Liveness: answers while the process lives and touches nothing else. */
const api = apiRoute({
  GET: async () => Response.json("OK"),
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
