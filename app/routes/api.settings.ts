import { apiRoute, parseBody, requireUser } from "#app/http/api-route.ts";
import { limits } from "#app/protocol/resources.ts";
import { userSettingsPatchSchema } from "#app/protocol/user-settings.ts";

const api = apiRoute({
  async GET({ context }) {
    return Response.json(await context.settings.read(requireUser(context).id));
  },

  async PUT({ request, context }) {
    const user = requireUser(context);
    const settings = await parseBody(request, userSettingsPatchSchema, limits.bodyBytes);
    return Response.json(await context.settings.save({ user, settings }));
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
