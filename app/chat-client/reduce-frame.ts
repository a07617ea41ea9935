import type { TextId } from "#app/i18n/texts.ts";
import type { FrameOf, ServerFrame } from "#app/protocol/frames.ts";
import type { Conversation, Message } from "#app/protocol/resources.ts";
import { placeMessage, siblingIdsOf } from "./branch.ts";
import { dropOldest } from "./thread-window.ts";
import { askAgain, hideBranch, replaceMessage } from "./message-changes.ts";
import { omit, type ChatState, type LiveAnswer, type Thread } from "./chat-state.ts";

type Frame<T extends ServerFrame["type"]> = FrameOf<ServerFrame, T>;

/** Applies one server frame. Pure; a repeated or late frame changes nothing. `at` is in milliseconds of the epoch. */
export function reduceFrame(state: ChatState, frame: ServerFrame, at: number): ChatState {
  switch (frame.type) {
    case "hello":
      return { ...state, connection: "open", writable: frame.writable };
    case "service.changed":
      return { ...state, writable: frame.writable };
    case "message.accepted":
      return accept(state, frame, at);
    case "generation.started":
      return start(state, frame, at);
    case "generation.queued":
      return queue(state, frame);
    case "generation.delta":
      return grow(state, frame);
    case "generation.finished":
      return finish(state, frame);
    case "message.updated":
      return replaceMessage(state, frame.message);
    case "message.deleted":
      return askAgain(hideBranch(state, frame), frame.conversationId);
    case "conversation.updated":
      // The server tells nothing of what is deleted: it was taken back.
      return restoreConversation(state, frame.conversation, at);
    case "conversation.deleted":
      return forgetConversation(state, frame.conversationId);
    case "error":
      return fail(state, frame);
    // No page shows a kernel yet.
    case "kernel.changed":
    default:
      // A newer server may say more than this page understands.
      return state;
  }
}

function accept(state: ChatState, frame: Frame<"message.accepted">, at: number): ChatState {
  const shown = putConversation(state, frame.conversation, at);
  const next = dropPending(dropPending(shown, frame.id), frame.generationId);
  return updateThread(next, frame.message.conversationId, (thread) => {
    const messages = placeMessage(thread.messages, frame.message);
    if (messages === undefined) return { ...thread, needsReload: true };
    const isUnderWay =
      state.finishedIds[frame.generationId] || messages.some((m) => m.generationId === frame.generationId);
    const awaiting = { generationId: frame.generationId, parentId: frame.message.id };
    return withPlaced({ ...thread, awaiting: isUnderWay ? thread.awaiting : awaiting }, messages);
  });
}

function start(before: ChatState, frame: Frame<"generation.started">, at: number): ChatState {
  // A regeneration is accepted by starting: its frame's id is the generation's.
  const state = dropPending(before, frame.generationId);
  const thread = state.threads[frame.conversationId];
  if (!thread || state.finishedIds[frame.generationId] || state.live[frame.generationId]) return state;
  // One that is continued is there already, and grows from where it ended.
  const former = thread.messages.find(({ id }) => id === frame.messageId);
  const messages = placeMessage(thread.messages, startedMessage(thread, former, frame, at));
  if (messages === undefined) return askForReload(state, frame);
  return withLive(
    updateThread(state, frame.conversationId, (t) => clearAwaiting(withPlaced(t, messages), frame)),
    {
      generationId: frame.generationId,
      conversationId: frame.conversationId,
      messageId: frame.messageId,
      seq: 0,
      text: former?.content ?? "",
      reasoning: former?.reasoning ?? "",
    },
  );
}

/** A message that is new ends its branch, whatever was read before; its thread stays within bounds. */
function withPlaced(thread: Thread, messages: readonly Message[]): Thread {
  const isNew = messages.at(-1)?.id !== thread.messages.at(-1)?.id;
  return dropOldest({ ...thread, messages, nextAfter: isNew ? null : thread.nextAfter });
}

function startedMessage(
  thread: Thread,
  former: Message | undefined,
  frame: Frame<"generation.started">,
  at: number,
): Message {
  if (former) return { ...former, status: "streaming", generationId: frame.generationId, lastSeq: 0 };
  return {
    id: frame.messageId,
    conversationId: frame.conversationId,
    parentId: frame.parentId,
    role: "assistant",
    content: "",
    status: "streaming",
    createdAt: new Date(at).toISOString(),
    model: frame.model,
    siblingIds: siblingIdsOf(thread.messages, frame.parentId, frame.messageId),
    generationId: frame.generationId,
  };
}

function queue(state: ChatState, { generationId, position, reason }: Frame<"generation.queued">): ChatState {
  const live = state.live[generationId];
  return live ? withLive(state, { ...live, queuePosition: position, waitReason: reason }) : state;
}

function grow(state: ChatState, frame: Frame<"generation.delta">): ChatState {
  const live = state.live[frame.generationId];
  if (!live) return state.finishedIds[frame.generationId] ? state : askForReload(state, frame);
  if (frame.seq <= live.seq) return state;
  // A page may show an answer at another place than where this socket is with it.
  if (frame.afterSeq !== undefined && frame.afterSeq !== live.seq)
    return live.isBroken ? state : withLive(state, { ...live, isBroken: true });
  return withLive(state, {
    ...live,
    seq: frame.seq,
    isBroken: undefined,
    queuePosition: undefined,
    waitReason: undefined,
    text: live.text + (frame.text ?? ""),
    reasoning: live.reasoning + (frame.reasoning ?? ""),
  });
}

function finish(before: ChatState, frame: Frame<"generation.finished">): ChatState {
  const state = dropPending(before, frame.generationId);
  if (state.finishedIds[frame.generationId]) return state;
  const next = setGenerating(
    { ...state, live: omit(state.live, frame.generationId) },
    frame.conversationId,
    false,
  );
  const thread = next.threads[frame.conversationId];
  if (!thread) return next;
  const messages = placeMessage(thread.messages, frame.message);
  // Not known as finished when it has no place here: a page that is under way may be older, and show it growing.
  const finishedIds = messages
    ? { ...next.finishedIds, [frame.generationId]: true as const }
    : next.finishedIds;
  const placed = messages ? withPlaced(thread, messages) : { ...thread, needsReload: true };
  return announce(
    updateThread({ ...next, finishedIds }, frame.conversationId, () => clearAwaiting(placed, frame)),
    frame.message.status === "streaming" ? undefined : endings[frame.message.status],
  );
}

const endings: Record<Exclude<Message["status"], "streaming">, TextId> = {
  complete: "announce.complete",
  stopped: "announce.stopped",
  interrupted: "announce.interrupted",
  failed: "announce.failed",
  blocked: "announce.blocked",
};

/** Takes a conversation over as told now, unless it is known to be deleted. */
export function putConversation(state: ChatState, conversation: Conversation, at: number): ChatState {
  if (state.deletedIds[conversation.id]) return state;
  const conversations = { ...state.conversations, [conversation.id]: { conversation, receivedAt: at } };
  return { ...state, conversations };
}

/** It is being deleted: not listed any more, whatever a page still holds. */
export function hideConversation(state: ChatState, conversationId: string): ChatState {
  return {
    ...state,
    conversations: omit(state.conversations, conversationId),
    deletedIds: { ...state.deletedIds, [conversationId]: true },
  };
}

/** It is not deleted, or not any more. */
export function restoreConversation(state: ChatState, conversation: Conversation, at: number): ChatState {
  const deletedIds = omit(state.deletedIds, conversation.id);
  return putConversation({ ...state, deletedIds }, conversation, at);
}

function forgetConversation(state: ChatState, conversationId: string): ChatState {
  return {
    ...hideConversation(state, conversationId),
    threads: omit(state.threads, conversationId),
    pending: state.pending.filter((send) => send.conversationId !== conversationId),
  };
}

function fail(state: ChatState, { code, message, retryable, ref }: Frame<"error">): ChatState {
  const failure = { code, message, retryable };
  if (isPassing(code) && state.pending.some(({ id }) => id === ref)) return state;
  if (ref === undefined || !state.pending.some(({ id }) => id === ref)) return { ...state, problem: failure };
  const pending = state.pending.map((send) =>
    send.id === ref ? { ...send, state: "failed" as const, failure } : send,
  );
  return announce({ ...state, pending }, "announce.notSent");
}

/** Errors that pass by themselves: the message goes on waiting to be sent, under the same id. */
export function isPassing(code: string): boolean {
  return code === "draining" || code === "database_unavailable";
}

/** Asks once per generation: one that a reload does not explain belongs to a branch that is not shown. */
function askForReload(
  state: ChatState,
  { conversationId, generationId }: Pick<LiveAnswer, "conversationId" | "generationId">,
): ChatState {
  if (state.orphanIds[generationId]) return state;
  return updateThread(
    { ...state, orphanIds: { ...state.orphanIds, [generationId]: true } },
    conversationId,
    (thread) => ({ ...thread, needsReload: true }),
  );
}

function dropPending(state: ChatState, sentId: string): ChatState {
  const pending = state.pending.filter(({ id }) => id !== sentId);
  return pending.length === state.pending.length ? state : { ...state, pending };
}

function clearAwaiting(thread: Thread, { generationId }: { generationId: string }): Thread {
  return thread.awaiting?.generationId === generationId ? { ...thread, awaiting: undefined } : thread;
}

function setGenerating(state: ChatState, conversationId: string, generating: boolean): ChatState {
  const known = state.conversations[conversationId];
  if (!known || known.conversation.generating === generating) return state;
  const conversation = { ...known.conversation, generating };
  return {
    ...state,
    conversations: { ...state.conversations, [conversationId]: { ...known, conversation } },
  };
}

function withLive(state: ChatState, live: LiveAnswer): ChatState {
  return { ...state, live: { ...state.live, [live.generationId]: live } };
}

function announce(state: ChatState, textId: TextId | undefined): ChatState {
  return { ...state, announcement: { textId, count: state.announcement.count + 1 } };
}

function updateThread(state: ChatState, id: string, update: (thread: Thread) => Thread): ChatState {
  const thread = state.threads[id];
  return thread ? { ...state, threads: { ...state.threads, [id]: update(thread) } } : state;
}
