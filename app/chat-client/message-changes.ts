import type { Message } from "#app/protocol/resources.ts";
import { omit, type ChatState } from "./chat-state.ts";

interface Place {
  conversationId: string;
  messageId: string;
}

/** Takes a message over as it is now, where it is shown. */
export function replaceMessage(state: ChatState, message: Message): ChatState {
  const thread = state.threads[message.conversationId];
  const index = thread?.messages.findIndex(({ id }) => id === message.id) ?? -1;
  if (!thread || index < 0) return state;
  const messages = thread.messages.with(index, message);
  return { ...state, threads: { ...state.threads, [message.conversationId]: { ...thread, messages } } };
}

/** A message is deleted, or about to be: it and what follows are not shown, whatever a page still holds. */
export function hideBranch(state: ChatState, { conversationId, messageId }: Place): ChatState {
  const hiddenIds = { ...state.hiddenIds, [messageId]: conversationId };
  const thread = state.threads[conversationId];
  if (!thread) return { ...state, hiddenIds };
  const messages = withoutHidden(thread.messages, hiddenIds);
  return { ...state, hiddenIds, threads: { ...state.threads, [conversationId]: { ...thread, messages } } };
}

/** It is not deleted after all. */
export function showBranch(state: ChatState, { conversationId, messageId }: Place): ChatState {
  return askAgain({ ...state, hiddenIds: omit(state.hiddenIds, messageId) }, conversationId);
}

/** The messages of the conversation are to be loaded again. */
export function askAgain(state: ChatState, conversationId: string): ChatState {
  const thread = state.threads[conversationId];
  if (!thread) return state;
  return { ...state, threads: { ...state.threads, [conversationId]: { ...thread, needsReload: true } } };
}

export function withoutHidden(
  messages: readonly Message[],
  hiddenIds: ChatState["hiddenIds"],
): readonly Message[] {
  const end = messages.findIndex(({ id }) => id in hiddenIds);
  return end < 0 ? messages : messages.slice(0, end);
}

/**
 * Where a message goes while the server may still hold what is hidden here: behind the last one that is shown, or
 * beside it when that has no answer.
 */
export function placeBesideHidden(state: ChatState, conversationId: string): { parentId?: string | null } {
  const thread = state.threads[conversationId];
  if (!thread || !Object.values(state.hiddenIds).includes(conversationId)) return {};
  const last = thread.messages.at(-1);
  if (!last) return { parentId: null };
  return { parentId: last.role === "assistant" ? last.id : last.parentId };
}
