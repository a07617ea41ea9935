import { describe, expect, it } from "vitest";
import { clientFrameSchema, type ClientFrame, type ServerFrame } from "#app/protocol/frames.ts";
import type { Message } from "#app/protocol/resources.ts";
import { createChatClient, type ChatClient } from "./chat-client.ts";
import { acceptedFrame, after, answer, finishedFrame, startedFrame, userMessage } from "./chat-samples.ts";
import type { ChatSocketEvents } from "./chat-socket.ts";
import { emptyChatState } from "./chat-state.ts";
import { createChatStore } from "./chat-store.ts";
import { createOutbox, type TextStorage } from "./outbox.ts";

const uuid = (n: number) => `01990000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const conversationId = uuid(900);

function createStorage(): TextStorage {
  const entries = new Map<string, string>();
  return {
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  };
}

/** A client on a socket that is opened, closed and spoken through by hand. */
function startClient({ storage = createStorage(), state = emptyChatState } = {}) {
  let isSignedOut = false;
  let visit = () => {};
  let others = 0;
  const sent: ClientFrame[] = [];
  const heard: ChatSocketEvents[] = [];
  const kept: { token: string; wasShown: boolean }[] = [];
  let isOpen = false;
  let ids = 0;
  const store = createChatStore(state);
  const client: ChatClient = createChatClient({
    store,
    userId: "ada",
    onOtherUser: () => void (others += 1),
    outbox: createOutbox(storage, "ada"),
    connect(events) {
      heard.push(events);
      return {
        send(frame) {
          if (isOpen) sent.push(clientFrameSchema.parse(frame));
          return isOpen;
        },
        reconnect: () => {},
        close: () => {},
      };
    },
    newId: () => uuid(++ids),
    now: () => 1_000,
    isSignedOut: () => Promise.resolve(isSignedOut),
    untilPageIsVisited: () => new Promise((resolve) => (visit = resolve)),
    keepReadAfter: (token) =>
      kept.push({ token, wasShown: Object.keys(store.getState().conversations).length > 0 }),
  });
  const [events] = heard;
  if (!events) throw new Error("the client did not connect");
  return {
    client,
    store,
    sent,
    kept,
    others: () => others,
    /** The server greets whoever the new connection is of. */
    open: (userId = "ada") => {
      isOpen = true;
      const user = { id: userId, name: null, email: null };
      const limits = { messageLength: 1_000, frameBytes: 10_000 };
      events.onFrame({ type: "hello", protocol: 1, user, limits, writable: true });
    },
    drop: () => {
      isOpen = false;
      events.onAway();
    },
    retry: () => events.beforeRetry(),
    endSession: () => {
      isSignedOut = true;
    },
    signInAgain: () => {
      isSignedOut = false;
      visit();
    },
    hear: (...frames: ServerFrame[]) => frames.forEach((frame) => events.onFrame(frame)),
  };
}

const message = { conversationId, content: "Hello", startsConversation: true };

describe("createChatClient", () => {
  it("keeps the token of a frame before the frame makes anything load", () => {
    const { client, open, hear, kept } = startClient();
    client.watch(conversationId);
    open();
    const frame = acceptedFrame(userMessage(uuid(1), null));
    hear({ ...frame, readAfter: "v1.token" });
    expect(kept).toEqual([{ token: "v1.token", wasShown: false }]);
  });

  it("sends what was written before the connection was there", () => {
    const { client, open, sent } = startClient();
    client.send(message);
    expect(sent).toEqual([]);
    open();
    expect(sent).toEqual([{ type: "message.send", id: uuid(1), conversationId, content: "Hello" }]);
  });

  it("sends again under the same id after a break, until the message is accepted", () => {
    const { client, open, drop, hear, sent, store } = startClient();
    open();
    client.send(message);
    drop();
    open();
    expect(sent.map((frame) => "id" in frame && frame.id)).toEqual([uuid(1), uuid(1)]);
    hear(acceptedFrame(userMessage(uuid(1), null, { conversationId })));
    drop();
    open();
    expect(sent).toHaveLength(2);
    expect(store.getState().pending).toEqual([]);
  });

  it("does not send a refused message again by itself, but on a retry", () => {
    const { client, open, drop, hear, sent } = startClient();
    open();
    client.send(message);
    hear({ type: "error", code: "rate_limited", message: "Wait.", retryable: true, ref: uuid(1) });
    drop();
    open();
    expect(sent).toHaveLength(1);
    client.retry(uuid(1));
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
  });

  it("sends after a reload of the tab what was not accepted before it", () => {
    const storage = createStorage();
    startClient({ storage }).client.send(message);
    const reloaded = startClient({ storage });
    reloaded.open();
    expect(reloaded.sent).toEqual([{ type: "message.send", id: uuid(1), conversationId, content: "Hello" }]);
    reloaded.hear(acceptedFrame(userMessage(uuid(1), null, { conversationId })));
    expect(startClient({ storage }).store.getState().pending).toEqual([]);
  });

  it("watches again after a break from the last number it has applied", () => {
    const u1 = userMessage(uuid(10), null, { conversationId });
    const growing = answer(uuid(11), uuid(10), {
      conversationId,
      status: "streaming",
      content: "so far",
      lastSeq: 7,
      generationId: uuid(12),
    });
    const state = after([{ type: "thread.loaded", conversationId, items: [u1, growing], nextBefore: null }]);
    const { client, open, drop, hear, sent } = startClient({ state });
    open();
    const unwatch = client.watch(conversationId);
    const position = { type: "conversation.watch", conversationId, generationId: uuid(12) };
    expect(sent).toEqual([{ ...position, afterSeq: 7 }]);
    hear({
      type: "generation.delta",
      generationId: uuid(12),
      conversationId,
      messageId: uuid(11),
      seq: 9,
      text: " and on",
    });
    drop();
    open();
    expect(sent.at(-1)).toEqual({ ...position, afterSeq: 9 });
    unwatch();
    expect(sent.at(-1)).toEqual({ type: "conversation.unwatch", conversationId });
  });

  it("asks once for what lies between the loaded page and this socket, and shows nothing twice", async () => {
    const { client, store, sent, open, hear } = startClient();
    const generationId = uuid(12);
    const delta = (seq: number, afterSeq: number, text: string): ServerFrame => ({
      ...{ type: "generation.delta", generationId, conversationId, messageId: uuid(11) },
      ...{ seq, afterSeq, text },
    });
    const growing = answer(uuid(11), uuid(10), {
      ...{ conversationId, generationId },
      ...{ status: "streaming", content: "1 2 ", lastSeq: 2 },
    });
    open();
    client.watch(conversationId);
    sent.length = 0;
    const items = [userMessage(uuid(10), null, { conversationId }), growing];
    store.dispatch({ type: "thread.loaded", conversationId, items, nextBefore: null });
    hear(delta(5, 4, "5 "), delta(6, 5, "6 "));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(sent).toEqual([{ type: "conversation.watch", conversationId, generationId, afterSeq: 2 }]);
    hear({ ...startedFrame(uuid(11), uuid(10), generationId), conversationId });
    hear(delta(7, 2, "3 4 5 6 7 "), delta(8, 7, "8"), delta(8, 2, "3 4 5 6 7 8"));
    expect(store.getState().live[generationId]?.text).toBe("1 2 3 4 5 6 7 8");
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(sent).toHaveLength(1);
  });

  it("asks about an answer that a page shows growing, and that no frame has told of since the connection", () => {
    const { client, store, sent, open, drop, hear } = startClient();
    const generationId = uuid(12);
    open();
    client.watch(conversationId);
    drop();
    open();
    sent.length = 0;
    // Its process is lost, and its end was told before this socket watched.
    const growing = { conversationId, generationId, content: "1", lastSeq: 1 };
    const items = [
      userMessage(uuid(10), null, { conversationId }),
      answer(uuid(11), uuid(10), { ...growing, status: "streaming" }),
    ];
    store.dispatch({ type: "thread.loaded", conversationId, items, nextBefore: null });
    expect(sent).toEqual([{ type: "conversation.watch", conversationId, generationId, afterSeq: 1 }]);
    hear({ ...finishedFrame(answer(uuid(11), uuid(10), growing), 2, generationId), conversationId });
    expect(store.getState().threads[conversationId]?.messages.at(-1)?.status).toBe("complete");
    expect(sent).toHaveLength(1);
  });

  it("asks again about an answer whose end came while an older page was under way", () => {
    const { client, store, sent, open, hear } = startClient();
    const generationId = uuid(12);
    const question = userMessage(uuid(9), null, { conversationId });
    const ended = answer(uuid(11), uuid(10), { conversationId, generationId, content: "1 2" });
    const load = (...items: Message[]) =>
      store.dispatch({ type: "thread.loaded", conversationId, items, nextBefore: null });
    open();
    client.watch(conversationId);
    load(question);
    sent.length = 0;
    hear({ ...finishedFrame(ended, 2, generationId), conversationId });
    expect(store.getState().threads[conversationId]?.needsReload).toBe(true);
    const asked = userMessage(uuid(10), uuid(9), { conversationId });
    load(question, asked, { ...ended, status: "streaming", content: "1", lastSeq: 1 });
    expect(sent).toEqual([{ type: "conversation.watch", conversationId, generationId, afterSeq: 1 }]);
    hear({ ...finishedFrame(ended, 2, generationId), conversationId });
    expect(store.getState().threads[conversationId]?.messages.at(-1)).toEqual(ended);
  });

  it("repeats a stop that went out into a dead connection, until the answer has ended", () => {
    const { client, open, drop, hear, sent } = startClient();
    open();
    drop();
    client.stop(uuid(12));
    open();
    const stop = { type: "generation.stop", generationId: uuid(12) };
    expect(sent).toEqual([stop]);
    hear(startedFrame("a1", "u1", uuid(12)), finishedFrame(answer("a1", "u1"), 1, uuid(12)));
    drop();
    open();
    expect(sent).toEqual([stop]);
  });

  it("sends what was queued when the running answer is over, one after the other, also after a reload", () => {
    const u1 = userMessage(uuid(10), null, { conversationId });
    const growing = { conversationId, generationId: uuid(12) };
    const streaming = answer(uuid(11), uuid(10), { ...growing, status: "streaming", lastSeq: 1 });
    const state = after([
      { type: "thread.loaded", conversationId, items: [u1, streaming], nextBefore: null },
    ]);
    const storage = createStorage();
    const first = startClient({ state, storage });
    first.open();
    first.client.queue({ ...message, startsConversation: false });
    first.client.queue({ ...message, content: "And this", startsConversation: false });
    expect(first.sent).toEqual([]);
    const { open, hear, sent, store } = startClient({ state, storage });
    open();
    expect(sent).toEqual([]);
    hear({ ...finishedFrame(answer(uuid(11), uuid(10), growing), 2, uuid(12)), conversationId });
    expect(sent).toMatchObject([{ type: "message.send", content: "Hello" }]);
    expect(store.getState().pending.map((send) => send.state)).toEqual(["sending", "queued"]);
  });

  it("never sends a queued message that was dropped", () => {
    const u1 = userMessage(uuid(10), null, { conversationId });
    const growing = { conversationId, generationId: uuid(12) };
    const streaming = answer(uuid(11), uuid(10), { ...growing, status: "streaming", lastSeq: 1 });
    const state = after([
      { type: "thread.loaded", conversationId, items: [u1, streaming], nextBefore: null },
    ]);
    const { client, open, hear, sent } = startClient({ state });
    open();
    client.queue({ ...message, startsConversation: false });
    client.drop(uuid(1));
    hear({ ...finishedFrame(answer(uuid(11), uuid(10), growing), 2, uuid(12)), conversationId });
    expect(sent).toEqual([]);
  });

  it("tells a sign-in that has ended from a server that is away, and connects again when the person is back", async () => {
    const { drop, retry, endSession, signInAgain, open, store } = startClient();
    open();
    drop();
    await retry();
    expect(store.getState().connection).toBe("away");
    endSession();
    const retried = retry();
    await expect.poll(() => store.getState().connection).toBe("signed-out");
    signInAgain();
    await retried;
    open();
    expect(store.getState().connection).toBe("open");
  });

  it("sends nothing of this person's page on a connection that has become another's", () => {
    const { client, open, others, sent } = startClient();
    client.send(message);
    open("bob");
    client.stop(uuid(5));
    expect(sent).toEqual([]);
    expect(others()).toBe(1);
  });
});
