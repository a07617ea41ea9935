import { apiRoute, requireUser } from "#app/http/api-route.ts";

export const { loader, action } = apiRoute({
  async GET({ context }) {
    requireUser(context);
    return Response.json(context.models);
  },
});
