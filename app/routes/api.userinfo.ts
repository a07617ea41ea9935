import { apiRoute, requireUser } from "#app/http/api-route.ts";

export const { loader, action } = apiRoute({
  GET: async ({ context }) => Response.json(requireUser(context)),
});
