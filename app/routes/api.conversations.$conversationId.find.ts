import { parseSearchTerms } from "#app/core/search/search-terms.ts";
import { apiRoute, parseQuery, requireFound, requireId, requireUser } from "#app/http/api-route.ts";
import { limits } from "#app/protocol/limits.ts";
import { findQuerySchema } from "#app/protocol/requests.ts";

const api = apiRoute({
  async GET({ request, params, context }) {
    const { id: userId } = requireUser(context);
    const conversationId = requireId(params["conversationId"]);
    const { q } = parseQuery(request, findQuerySchema);
    const query = { userId, conversationId, terms: parseSearchTerms(q), limit: limits.foundMessages };
    const messageIds = await context.reads.read(
      userId,
      async (reader) => {
        const [conversation, found] = await Promise.all([
          reader.findConversation({ userId, conversationId }),
          reader.findInBranch(query),
        ]);
        return conversation && found;
      },
      { isHeavy: true },
    );
    return Response.json({ messageIds: requireFound(messageIds) });
  },
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
