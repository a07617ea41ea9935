import type { RequestServices } from "#app/load-context.ts";
import { limits } from "#app/protocol/limits.ts";
import { answerPage } from "../page/page-error.server.ts";
import { requireUser } from "../page/require-user.server.ts";

/** What every page of the chat knows: the person, their conversations, the models, and how the service is. */
export async function readChatData(request: Request, context: RequestServices) {
  const user = requireUser(context);
  const cursor = new URL(request.url).searchParams.get("cursor") ?? undefined;
  const page = { cursor, limit: limits.pageSize };
  const conversations = await answerPage(context, () =>
    context.reads.read(user.id, (reader) => reader.listConversations({ userId: user.id, page })),
  );
  return {
    user,
    conversations,
    models: context.models,
    notice: context.app.notice ?? null,
    logoutUrl: user.id === context.app.defaultUserId ? null : context.app.logoutUrl,
    messageLength: limits.messageLength,
    service: { writable: context.reads.isWritable, stale: context.reads.isStale },
    now: Date.now(),
    requestedAt: 0,
  };
}

export type ChatData = Awaited<ReturnType<typeof readChatData>>;
