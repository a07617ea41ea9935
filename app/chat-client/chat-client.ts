import type { ClientFrame, ServerFrame } from "#app/protocol/frames.ts";
import { findRunning } from "./thread-rows.ts";
import type { ChatSocket, ChatSocketEvents } from "./chat-socket.ts";
import type { ChatState, PendingSend } from "./chat-state.ts";
import type { ChatStore } from "./chat-store.ts";
import type { Outbox } from "./outbox.ts";
import { placeBesideHidden } from "./message-changes.ts";
import { isPassing } from "./reduce-frame.ts";

export interface ChatClient {
  readonly store: ChatStore;
  /** Sends a message; `startsConversation` makes the conversation of this id. */
  send(message: NewMessage): void;
  /** Sends a message when the running answer of its conversation is over. */
  queue(message: NewMessage): void;
  edit(change: {
    conversationId: string;
    messageId: string;
    content: string;
    model?: string | undefined;
  }): void;
  regenerate(target: { conversationId: string; messageId: string; model?: string | undefined }): void;
  /** Goes on with an answer that was stopped or interrupted. */
  continueAnswer(target: { conversationId: string; messageId: string }): void;
  /** Sends a failed message again, under its own id. */
  retry(id: string): void;
  drop(id: string): void;
  stop(generationId: string): void;
  /** Asks for the frames of a conversation until the returned function is called. */
  watch(conversationId: string): () => void;
  reconnect(): void;
  close(): void;
}

interface NewMessage {
  conversationId: string;
  content: string;
  model?: string | undefined;
  startsConversation: boolean;
}

/** How much of a growing answer this tab has. */
interface Position {
  generationId?: string;
  afterSeq?: number;
}

interface ChatClientOptions {
  store: ChatStore;
  /** Whose page this is. */
  userId: string;
  outbox: Outbox;
  connect(events: ChatSocketEvents): ChatSocket;
  newId(): string;
  /** Milliseconds of the epoch. */
  now(): number;
  /** Asked before each further attempt to connect. */
  isSignedOut(): Promise<boolean>;
  /** Resolves when the person may have signed in again. */
  untilPageIsVisited(): Promise<void>;
  /** Called when the connection turns out to be another person's; nothing of this page is sent on it. */
  onOtherUser(): void;
  /** Keeps the token that the next reads of the browser are to bear. Called before anything loads because of a frame. */
  keepReadAfter(token: string): void;
}

/** A database that fails over is back within seconds. */
const passingRetryMs = 2_000;

/** The browser's half of the protocol: sends until accepted, watches what is open, goes on where it stood. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const { store, outbox, now, newId } = options;
  const watched = new Map<string, number>();
  const stops = new Set<string>();
  /** Answers whose rest was asked for; the server begins it by telling their start again. */
  const asked = new Set<string>();
  /** Answers whose start was told on this connection: their end will be, too. */
  const followed = new Set<string>();

  /** False until the server has said whose connection it is. */
  let isGreeted = false;

  function transmit(frame: ClientFrame): void {
    if (isGreeted) socket.send(frame);
  }

  function submit(send: PendingSend): void {
    store.dispatch({ type: "send.added", send });
    transmit(frameOf(send, store.getState()));
  }

  function resume(): void {
    asked.clear();
    followed.clear();
    for (const conversationId of watched.keys()) sendWatchFrame(conversationId);
    for (const send of store.getState().pending)
      if (send.state === "sending") transmit(frameOf(send, store.getState()));
    for (const generationId of stops) transmit({ type: "generation.stop", generationId });
  }

  /** The server cannot take it now. Where it restarts, the next connection sends it sooner. */
  function sendLater(id: string): void {
    setTimeout(() => {
      const send = store.getState().pending.find((pending) => pending.id === id);
      if (send?.state === "sending") transmit(frameOf(send, store.getState()));
    }, passingRetryMs);
  }

  function sendWatchFrame(conversationId: string, position = findPosition(store, conversationId)): void {
    if (position.generationId !== undefined) asked.add(position.generationId);
    transmit({ type: "conversation.watch", conversationId, ...position });
  }

  /** Asks for the rest of answers that a page told of and no frame goes on with; they may even have ended. */
  function mend(): void {
    if (store.getState().connection !== "open") return;
    for (const { generationId, conversationId, seq, isBroken } of Object.values(store.getState().live)) {
      if (asked.has(generationId) || !watched.has(conversationId)) continue;
      if (isBroken || !followed.has(generationId))
        sendWatchFrame(conversationId, { generationId, afterSeq: seq });
    }
  }

  function noteReceived(frame: ServerFrame): void {
    if (frame.type !== "generation.started" && frame.type !== "generation.finished") return;
    asked.delete(frame.generationId);
    if (frame.type === "generation.started") {
      followed.add(frame.generationId);
    } else {
      followed.delete(frame.generationId);
      stops.delete(frame.generationId);
    }
  }

  /** Rests while nobody is signed in: a proxy would take each attempt to connect for the beginning of another sign-in. */
  async function waitForSignIn(): Promise<void> {
    while (await options.isSignedOut()) {
      store.dispatch({ type: "connection", connection: "signed-out" });
      await options.untilPageIsVisited();
    }
  }

  const socket = options.connect({
    onAway: () => {
      isGreeted = false;
      store.dispatch({ type: "connection", connection: "away" });
    },
    beforeRetry: waitForSignIn,
    onFrame: (frame) => {
      if (frame.type === "hello") {
        if (frame.user.id !== options.userId) return options.onOtherUser();
        isGreeted = true;
        resume();
      }
      noteReceived(frame);
      if ("readAfter" in frame && frame.readAfter !== undefined) options.keepReadAfter(frame.readAfter);
      store.dispatch({ type: "frame", frame, at: now() });
      if (frame.type === "error" && frame.ref !== undefined && isPassing(frame.code)) sendLater(frame.ref);
    },
  });
  for (const send of outbox.load()) store.dispatch({ type: "send.added", send });
  let saved = store.getState().pending;
  const stopSaving = store.subscribe(() => {
    const { pending } = store.getState();
    if (pending !== saved) outbox.save((saved = pending));
  });

  function retry(id: string): void {
    store.dispatch({ type: "send.retried", id });
    const send = store.getState().pending.find((pending) => pending.id === id);
    if (send) transmit(frameOf(send, store.getState()));
  }
  const stopMending = store.subscribe(mend);
  const stopReleasing = store.subscribe(() => {
    const next = findReleased(store.getState());
    if (next) retry(next.id);
  });

  const pendingBase = () => ({
    id: newId(),
    state: "sending" as const,
    createdAt: new Date(now()).toISOString(),
  });

  return {
    store,
    send: (message) => submit({ kind: "send", ...pendingBase(), ...message }),
    queue: (message) =>
      store.dispatch({
        type: "send.added",
        send: { kind: "send", ...pendingBase(), ...message, state: "queued" },
      }),
    edit: (change) => submit({ kind: "edit", ...pendingBase(), ...change }),
    regenerate: (target) => submit({ kind: "regenerate", ...pendingBase(), ...target }),
    continueAnswer: (target) => submit({ kind: "continue", ...pendingBase(), ...target }),
    retry,
    drop: (id) => store.dispatch({ type: "send.dropped", id }),
    stop(generationId) {
      stops.add(generationId);
      transmit({ type: "generation.stop", generationId });
    },
    watch(conversationId) {
      watched.set(conversationId, (watched.get(conversationId) ?? 0) + 1);
      if (watched.get(conversationId) === 1) sendWatchFrame(conversationId);
      return () => {
        const left = (watched.get(conversationId) ?? 1) - 1;
        if (left > 0) return void watched.set(conversationId, left);
        watched.delete(conversationId);
        transmit({ type: "conversation.unwatch", conversationId });
      };
    },
    reconnect: () => socket.reconnect(),
    close() {
      stopSaving();
      stopMending();
      stopReleasing();
      socket.close();
    },
  };
}

/** The first queued message whose conversation has no answer under way any more. */
function findReleased({ connection, pending, threads, conversations }: ChatState): PendingSend | undefined {
  if (connection !== "open") return undefined;
  return pending.find(({ conversationId, state }) => {
    if (state !== "queued") return false;
    const thread = threads[conversationId];
    if (thread) return !thread.needsReload && !findRunning(thread, pending);
    return conversations[conversationId]?.conversation.generating !== true;
  });
}

function frameOf(send: PendingSend, state: ChatState): ClientFrame {
  const model = send.model === undefined ? {} : { model: send.model };
  switch (send.kind) {
    case "send":
      return {
        type: "message.send",
        id: send.id,
        conversationId: send.conversationId,
        content: send.content,
        ...model,
        ...placeBesideHidden(state, send.conversationId),
      };
    case "edit":
      return {
        type: "message.edit",
        id: send.id,
        messageId: send.messageId,
        content: send.content,
        ...model,
      };
    case "continue":
      return { type: "message.continue", id: send.id, messageId: send.messageId };
    case "regenerate":
      return { type: "message.regenerate", id: send.id, messageId: send.messageId, ...model };
  }
}

/** Where this tab stands in the conversation's running answer. */
function findPosition(store: ChatStore, conversationId: string): Position {
  const { live, threads } = store.getState();
  const running = Object.values(live).find((answer) => answer.conversationId === conversationId);
  if (running) return { generationId: running.generationId, afterSeq: running.seq };
  const awaiting = threads[conversationId]?.awaiting;
  return awaiting ? { generationId: awaiting.generationId, afterSeq: 0 } : {};
}
