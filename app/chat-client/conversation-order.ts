import type { Conversation } from "#app/protocol/resources.ts";
import { omit, type ChatState, type KnownConversation } from "./chat-state.ts";

type Known = ChatState["conversations"];

/** The order of the sidebar: pinned first, then the newest message, then the newest id. */
function compareConversations(a: Conversation, b: Conversation): number {
  if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
  return b.updatedAt.localeCompare(a.updatedAt) || b.id.localeCompare(a.id);
}

export function sortConversations(known: Known): Conversation[] {
  return Object.values(known)
    .map(({ conversation }) => conversation)
    .sort(compareConversations);
}

export interface ConversationsPage {
  items: readonly Conversation[];
  nextCursor: string | null;
  /** True for the newest page, which also tells what is gone. */
  isFirst: boolean;
  /** When it was asked for, in milliseconds of the epoch. What frames told later is newer than the page. */
  requestedAt: number;
}

/** Takes a page of conversations over, except where a frame told of something newer. */
export function takePage(state: ChatState, page: ConversationsPage): ChatState {
  const known = page.isFirst ? withoutVanished(state.conversations, page) : state.conversations;
  const taken: Record<string, KnownConversation> = { ...known };
  for (const conversation of page.items) {
    if (state.deletedIds[conversation.id]) continue;
    if ((known[conversation.id]?.receivedAt ?? 0) > page.requestedAt) continue;
    taken[conversation.id] = { conversation, receivedAt: 0 };
  }
  const isFurther = !page.isFirst || isAllWithin(known, page);
  return { ...state, conversations: taken, nextCursor: isFurther ? page.nextCursor : state.nextCursor };
}

/** Drops what lies within the page's range but is not on it any more. */
function withoutVanished(known: Known, page: ConversationsPage): Known {
  const listed = new Set(page.items.map(({ id }) => id));
  const vanished = Object.values(known).filter(
    ({ conversation, receivedAt }) =>
      !listed.has(conversation.id) && receivedAt <= page.requestedAt && isWithin(conversation, page),
  );
  return vanished.reduce<Known>((rest, { conversation }) => omit(rest, conversation.id), known);
}

function isWithin(conversation: Conversation, { items, nextCursor }: ConversationsPage): boolean {
  const last = items.at(-1);
  return nextCursor === null || (last !== undefined && compareConversations(conversation, last) <= 0);
}

function isAllWithin(known: Known, page: ConversationsPage): boolean {
  return Object.values(known).every(({ conversation }) => isWithin(conversation, page));
}
