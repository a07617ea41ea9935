import type { Message } from "#app/protocol/resources.ts";
import type { Readers } from "#app/core/conversation/conversation-store.ts";
import { exportOne } from "#app/core/transfer/export-json.ts";
import { formatMarkdown } from "#app/core/transfer/export-markdown.ts";
import { attachment } from "#app/core/transfer/file-name.ts";
import { apiRoute, parseQuery, requireFound, requireId, requireUser } from "#app/http/api-route.ts";
import { streamText } from "#app/http/text-stream.ts";
import type { RequestServices } from "#app/load-context.ts";
import { exportQuerySchema } from "#app/protocol/transfer.ts";
import { limits } from "#app/protocol/resources.ts";

interface Place {
  userId: string;
  conversationId: string;
}

const api = apiRoute({
  async GET({ request, params, context }) {
    const { id: userId } = requireUser(context);
    const place = { userId, conversationId: requireId(params["conversationId"]) };
    const { format } = parseQuery(request, exportQuerySchema);
    const response = await (format === "md" ? asMarkdown : asJson)(context, place);
    if (request.method !== "HEAD") return response;
    await response.body?.cancel();
    return new Response(null, response);
  },
});

/** All branches, in the form that `POST /api/import` takes. */
async function asJson(context: RequestServices, place: Place): Promise<Response> {
  const { userId } = place;
  const head = requireFound(await context.reads.read(userId, (reader) => reader.findPortable(place)));
  const exportedAt = new Date().toISOString();
  const pieces = exportOne(head, { userId, exportedAt, read: (query) => context.reads.read(userId, query) });
  return new Response(streamText(pieces, context.drained), {
    headers: fileHeaders("application/json", attachment(head.title, "json")),
  });
}

/** The active branch, to be read. */
async function asMarkdown(context: RequestServices, place: Place): Promise<Response> {
  const { conversation, messages } = await context.reads.read(place.userId, async (reader) => ({
    conversation: requireFound(await reader.findConversation(place)),
    messages: await readBranch(reader, place),
  }));
  const written = messages.filter(({ status }) => status !== "streaming");
  return new Response(formatMarkdown(conversation, written), {
    headers: fileHeaders("text/markdown", attachment(conversation.title, "md")),
  });
}

async function readBranch(reader: Readers, place: Place): Promise<Message[]> {
  const pages: Message[][] = [];
  let before: string | undefined;
  do {
    const page = await reader.listMessages({ ...place, before, limit: limits.maxPageSize });
    if (page) pages.unshift(page.items);
    before = page?.nextBefore ?? undefined;
  } while (before !== undefined);
  return pages.flat();
}

function fileHeaders(type: string, disposition: string) {
  return {
    "Content-Type": `${type}; charset=utf-8`,
    "Content-Disposition": disposition,
  };
}

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;
