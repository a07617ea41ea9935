import { z } from "zod";
import { apiRoute, parseBody, requireUser } from "#app/http/api-route.ts";
import { limits } from "#app/protocol/resources.ts";

const api = apiRoute({
  /** Takes over a file that `GET /api/export` gave, or ChatGPT's conversations.json. */
  async POST({ request, context }) {
    const user = requireUser(context);
    const file = await parseBody(request, z.unknown(), limits.importBytes, limits.importValues);
    return Response.json(await context.transfers.importFile({ user, file }));
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
