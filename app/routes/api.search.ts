import { parseSearchTerms } from "#app/core/search/search-terms.ts";
import { apiRoute, parseQuery, requireUser } from "#app/http/api-route.ts";
import { searchQuerySchema } from "#app/protocol/search.ts";

const api = apiRoute({
  async GET({ request, context }) {
    const { id: userId } = requireUser(context);
    const { q, ...page } = parseQuery(request, searchQuerySchema);
    const query = { userId, terms: parseSearchTerms(q), ...page };
    return Response.json(
      await context.reads.read(userId, (reader) => reader.search(query), { isHeavy: true }),
    );
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
