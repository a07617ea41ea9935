import type { Readers } from "#app/core/conversation/conversation-store.ts";
import { limits } from "#app/protocol/limits.ts";
import { idSchema } from "#app/protocol/resources.ts";

/** Which part of the branch the address asks for; `at` is a message to be shown with what is around it. */
type PartName = "before" | "after" | "at";

interface AskedPart {
  name: PartName;
  messageId: string;
}

/** The first part that the address names by an id; undefined for the newest page. */
export function findAskedPart(url: string): AskedPart | undefined {
  const { searchParams } = new URL(url);
  for (const name of ["at", "before", "after"] as const) {
    const id = idSchema.safeParse(searchParams.get(name));
    if (id.success) return { name, messageId: id.data };
  }
  return undefined;
}

/** The conversation with a page of its messages: the newest one when the part is not on the active branch. */
export async function readConversation(
  reader: Readers,
  query: { userId: string; conversationId: string },
  asked: AskedPart | undefined,
) {
  const [conversation, part] = await Promise.all([
    reader.findConversation(query),
    asked && readPart(reader, { ...query, limit: limits.pageSize }, asked),
  ]);
  if (!conversation) return undefined;
  if (asked && part) return { conversation, messages: part, part: { ...asked, isElsewhere: false } };
  // Found on another branch, it is shown there; which branch the conversation goes on with stays as it is.
  const other =
    asked?.name === "at"
      ? await reader.listMessagesThrough({ ...query, at: asked.messageId, limit: limits.pageSize })
      : undefined;
  if (asked && other) return { conversation, messages: other, part: { ...asked, isElsewhere: true } };
  const newest = await reader.listMessages({ ...query, limit: limits.pageSize });
  return newest && { conversation, messages: { ...newest, nextAfter: null }, part: null };
}

async function readPart(
  reader: Readers,
  query: { userId: string; conversationId: string; limit: number },
  { name, messageId }: AskedPart,
) {
  if (name === "at") return reader.listMessagesAround({ ...query, at: messageId });
  if (name === "after") return reader.listMessagesAfter({ ...query, after: messageId });
  const page = await reader.listMessages({ ...query, before: messageId });
  const last = page?.items.at(-1);
  return page && last && { ...page, nextAfter: last.id };
}
