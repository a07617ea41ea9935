import { apiRoute, parseBody, parseQuery, requireUser } from "#app/http/api-route.ts";
import { newShareSchema, shareListQuerySchema } from "#app/protocol/shares.ts";
import { limits } from "#app/protocol/resources.ts";
import { withShareUrl } from "./page/share-url.ts";

const api = apiRoute({
  async GET({ request, context }) {
    const { id: userId } = requireUser(context);
    const page = parseQuery(request, shareListQuerySchema);
    const { items, nextCursor } = await context.reads.read(userId, (reader) =>
      reader.listShares({ userId, page }),
    );
    return Response.json({
      items: items.map((share) => withShareUrl(context.publicOrigin, share)),
      nextCursor,
    });
  },

  async POST({ request, context }) {
    const { id: userId } = requireUser(context);
    const body = await parseBody(request, newShareSchema, limits.bodyBytes);
    const share = await context.shares.create({ userId, ...body });
    return Response.json(withShareUrl(context.publicOrigin, share), { status: 201 });
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
