import { apiRoute } from "#app/http/api-route.ts";

const api = apiRoute({
  async GET({ context }) {
    const { ready, states } = await context.readiness();
    return Response.json(states, { status: ready ? 200 : 503 });
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
