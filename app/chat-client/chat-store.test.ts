import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  after,
  deltaFrame,
  generationId,
  loaded,
  sampleConversation,
  startedFrame,
  framesReceived,
  userMessage,
} from "./chat-samples.ts";
import { createChatStore } from "./chat-store.ts";

describe("createChatStore", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function watchedStore() {
    const store = createChatStore(
      after([loaded([userMessage("u1", null)]), ...framesReceived(startedFrame("a1", "u1"))]),
    );
    const seen: (string | undefined)[] = [];
    store.subscribe(() => seen.push(store.getState().live[generationId]?.text));
    const tell = (seq: number) => framesReceived(deltaFrame("a1", seq, `${seq}`)).forEach(store.dispatch);
    return { store, seen, tell };
  }

  it("renders the first token at once, and then gathers them for 100 ms", () => {
    const { seen, tell } = watchedStore();
    for (let seq = 1; seq <= 5; seq++) tell(seq);
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(0);
    expect(seen).toEqual(["12345"]);
    tell(6);
    vi.advanceTimersByTime(99);
    expect(seen).toEqual(["12345"]);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual(["12345", "123456"]);
  });

  it("renders everything else at once, with the tokens gathered so far", () => {
    const { store, seen, tell } = watchedStore();
    tell(1);
    store.dispatch({ type: "conversation.saved", conversation: sampleConversation(), at: 1 });
    expect(seen).toEqual(["1"]);
    vi.advanceTimersByTime(100);
    expect(seen).toEqual(["1"]);
  });

  it("wakes nobody when nothing has changed", () => {
    const { seen, tell } = watchedStore();
    tell(1);
    vi.advanceTimersByTime(100);
    tell(1);
    vi.advanceTimersByTime(100);
    expect(seen).toEqual(["1"]);
  });
});
