import { apiRoute } from "#app/http/api-route.ts";

export const { loader, action } = apiRoute({
  async GET({ context }) {
    const { ready, states } = await context.readiness();
    return Response.json(states, { status: ready ? 200 : 503, headers: { "Cache-Control": "no-store" } });
  },
});
