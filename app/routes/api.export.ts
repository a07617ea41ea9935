import { exportAll } from "#app/core/transfer/export-json.ts";
import { attachment } from "#app/core/transfer/file-name.ts";
import { apiRoute, parseQuery, requireUser } from "#app/http/api-route.ts";
import { exportAllQuerySchema } from "#app/protocol/transfer.ts";
import { streamText } from "#app/http/text-stream.ts";

const api = apiRoute({
  /** Everything that the user owns, or what `ids` names, made while it is taken. */
  async GET({ request, context }) {
    const { id: userId } = requireUser(context);
    const { ids } = parseQuery(request, exportAllQuerySchema);
    const exportedAt = new Date().toISOString();
    const headers = {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": attachment(`conversations ${exportedAt.slice(0, 10)}`, "json"),
    };
    // Nobody would take the body of a HEAD, and what is begun must end.
    if (request.method === "HEAD") return new Response(null, { headers });
    const pieces = exportAll({ userId, ids, exportedAt, read: (query) => context.reads.read(userId, query) });
    return new Response(streamText(pieces, context.drained), { headers });
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
