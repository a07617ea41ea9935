import type { ServerFrame } from "#app/protocol/frames.ts";
import type { Conversation, Message } from "#app/protocol/resources.ts";
import { mergeSnapshot } from "./branch.ts";
import {
  omit,
  type ChatState,
  type Connection,
  type LiveAnswer,
  type PendingSend,
  type SendFailure,
  type Thread,
} from "./chat-state.ts";
import { takePage, type ConversationsPage } from "./conversation-order.ts";
import { hideBranch, replaceMessage, showBranch, withoutHidden } from "./message-changes.ts";
import { dropOldest, extendDown, extendUp, placePart } from "./thread-window.ts";
import { hideConversation, putConversation, reduceFrame, restoreConversation } from "./reduce-frame.ts";

interface MessagesPage {
  conversationId: string;
  items: readonly Message[];
  nextBefore: string | null;
  /** Absent: the page reaches to the end. */
  nextAfter?: string | null | undefined;
}

/** Everything that can happen in the tab: frames of the server, pages of the loaders, what the person does. */
export type ChatEvent =
  | { type: "frame"; frame: ServerFrame; at: number }
  | { type: "connection"; connection: Connection }
  | ({ type: "conversations.loaded" } & ConversationsPage)
  | { type: "conversation.saved"; conversation: Conversation; at: number }
  | { type: "conversation.hidden"; conversationId: string }
  | { type: "conversation.restored"; conversation: Conversation; at: number }
  | ({ type: "thread.loaded" } & MessagesPage)
  | ({ type: "thread.extended"; before: string } & MessagesPage)
  | ({ type: "thread.continued"; after: string } & MessagesPage)
  | ({ type: "thread.placed" } & MessagesPage)
  | { type: "message.saved"; message: Message }
  | { type: "branch.hidden" | "branch.shown"; conversationId: string; messageId: string }
  | { type: "send.added"; send: PendingSend }
  | { type: "send.retried"; id: string }
  | { type: "send.dropped"; id: string }
  | { type: "problem.met"; problem: SendFailure }
  | { type: "problem.dismissed" };

export function reduceChat(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case "frame":
      return reduceFrame(state, event.frame, event.at);
    case "connection":
      return { ...state, connection: event.connection };
    case "conversations.loaded":
      return takePage(state, event);
    case "conversation.saved":
      return putConversation(state, event.conversation, event.at);
    case "conversation.hidden":
      return hideConversation(state, event.conversationId);
    case "conversation.restored":
      return restoreConversation(state, event.conversation, event.at);
    case "thread.loaded":
      return takeThread(state, event);
    case "thread.extended":
      return extendThread(state, event);
    case "thread.continued":
      return continueThread(state, event);
    case "thread.placed":
      return placeThread(state, event);
    case "message.saved":
      return replaceMessage(state, event.message);
    case "branch.hidden":
      return hideBranch(state, event);
    case "branch.shown":
      return showBranch(state, event);
    case "send.added":
      return addSend(state, event.send);
    case "send.retried":
      return retrySend(state, event.id);
    case "send.dropped":
      return { ...state, pending: state.pending.filter(({ id }) => id !== event.id) };
    case "problem.met":
      return { ...state, problem: event.problem };
    case "problem.dismissed":
      return { ...state, problem: undefined };
  }
}

/** The thread that a loader's page alone describes. */
export function threadOf({ conversationId, items, nextBefore, nextAfter = null }: MessagesPage): Thread {
  return { conversationId, messages: items, nextBefore, nextAfter, needsReload: false };
}

function takeThread(state: ChatState, page: MessagesPage): ChatState {
  const known = state.threads[page.conversationId] ?? threadOf({ ...page, items: [] });
  if (isApart(known, page.items)) {
    const asked: Thread = { ...known, needsReload: false };
    return takeAnswers({ ...state, threads: { ...state.threads, [page.conversationId]: asked } }, page.items);
  }
  const merged = mergeSnapshot(known.messages, page.items);
  const messages = withoutHidden(merged.messages, state.hiddenIds);
  const { keptEarlier } = merged;
  const nextBefore = keptEarlier ? known.nextBefore : page.nextBefore;
  const isStarted = messages.some((m) => m.generationId === known.awaiting?.generationId);
  const awaiting = isStarted ? undefined : known.awaiting;
  const thread = dropOldest({
    ...known,
    messages,
    nextBefore,
    nextAfter: page.nextAfter ?? null,
    awaiting,
    needsReload: false,
  });
  return takeAnswers({ ...state, threads: { ...state.threads, [page.conversationId]: thread } }, page.items);
}

/** An older part of the branch is being read, which the newest page does not touch: it stays. */
function isApart(known: Thread, page: readonly Message[]): boolean {
  return known.nextAfter !== null && !known.messages.some(({ id }) => id === page[0]?.id);
}

/** Goes on where the page's unfinished answer stands, and closes the answers that the page shows ended. */
function takeAnswers(state: ChatState, messages: readonly Message[]): ChatState {
  let { live, finishedIds } = state;
  for (const message of messages) {
    const { generationId } = message;
    if (generationId === undefined || finishedIds[generationId]) continue;
    if (message.status !== "streaming") {
      finishedIds = { ...finishedIds, [generationId]: true };
      live = omit(live, generationId);
    } else if ((live[generationId]?.seq ?? -1) < (message.lastSeq ?? 0)) {
      live = { ...live, [generationId]: liveAnswerOf(message, generationId) };
    }
  }
  return { ...state, live, finishedIds };
}

function liveAnswerOf(message: Message, generationId: string): LiveAnswer {
  return {
    generationId,
    conversationId: message.conversationId,
    messageId: message.id,
    seq: message.lastSeq ?? 0,
    text: message.content,
    reasoning: message.reasoning ?? "",
  };
}

function extendThread(state: ChatState, page: MessagesPage & { before: string }): ChatState {
  const thread = state.threads[page.conversationId];
  // Two clicks may bring the same page twice.
  if (thread?.nextBefore !== page.before) return state;
  return withThread(state, extendUp(thread, partOf(page)));
}

function continueThread(state: ChatState, page: MessagesPage & { after: string }): ChatState {
  const thread = state.threads[page.conversationId];
  if (thread?.nextAfter !== page.after) return state;
  return takeAnswers(withThread(state, extendDown(thread, partOf(page))), page.items);
}

function placeThread(state: ChatState, page: MessagesPage): ChatState {
  const thread = state.threads[page.conversationId] ?? threadOf(page);
  return takeAnswers(withThread(state, placePart(thread, partOf(page))), page.items);
}

function partOf({ items, nextBefore, nextAfter = null }: MessagesPage) {
  return { items, nextBefore, nextAfter };
}

function withThread(state: ChatState, thread: Thread): ChatState {
  const messages = withoutHidden(thread.messages, state.hiddenIds);
  return { ...state, threads: { ...state.threads, [thread.conversationId]: { ...thread, messages } } };
}

function addSend(state: ChatState, send: PendingSend): ChatState {
  const pending = [...state.pending.filter(({ id }) => id !== send.id), send];
  const needsThread = send.kind === "send" && send.startsConversation && !state.threads[send.conversationId];
  if (!needsThread) return { ...state, pending };
  const thread = threadOf({ conversationId: send.conversationId, items: [], nextBefore: null });
  return { ...state, pending, threads: { ...state.threads, [send.conversationId]: thread } };
}

function retrySend(state: ChatState, id: string): ChatState {
  const pending = state.pending.map((send) =>
    send.id === id ? { ...send, state: "sending" as const, failure: undefined } : send,
  );
  return { ...state, pending };
}
