import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ServerFrame } from "#app/protocol/frames.ts";
import {
  acceptedFrame,
  after,
  answer,
  conversationId,
  deltaFrame,
  finishedFrame,
  generationId,
  loaded,
  sampleConversation,
  startedFrame,
  time,
  framesReceived,
  userMessage,
} from "./chat-samples.ts";
import { emptyChatState, type ChatState, type PendingSend } from "./chat-state.ts";

const question = userMessage("u1", null);
const opened = after([loaded([question])]);
const ids = (state: ChatState) => state.threads[conversationId]?.messages.map(({ id }) => id);

function pendingSend(id: string): PendingSend {
  return {
    kind: "send",
    id,
    conversationId,
    content: `text of ${id}`,
    startsConversation: true,
    state: "sending",
    createdAt: time,
  };
}

describe("a message on its way", () => {
  it("is pending until it is accepted, and then awaits its answer", () => {
    const sent = after([{ type: "send.added", send: pendingSend("u1") }]);
    expect(sent.pending).toHaveLength(1);
    const accepted = after(framesReceived(acceptedFrame(question)), sent);
    expect(accepted.pending).toEqual([]);
    expect(ids(accepted)).toEqual(["u1"]);
    expect(accepted.threads[conversationId]?.awaiting?.generationId).toBe(generationId);
    expect(accepted.conversations[conversationId]?.conversation.generating).toBe(true);
  });

  it("is not doubled and not awaited again when it is accepted twice", () => {
    const events = framesReceived(acceptedFrame(question), startedFrame("a1", "u1"), acceptedFrame(question));
    const state = after(events, after([{ type: "send.added", send: pendingSend("u1") }]));
    expect(ids(state)).toEqual(["u1", "a1"]);
    expect(state.threads[conversationId]?.awaiting).toBeUndefined();
  });

  it("fails with the error that names it, and is sending again on a retry", () => {
    const error = {
      type: "error",
      code: "rate_limited",
      message: "Wait.",
      retryable: true,
      ref: "u1",
    } as const;
    const failed = after([{ type: "send.added", send: pendingSend("u1") }, ...framesReceived(error)]);
    expect(failed.pending[0]).toMatchObject({ state: "failed", failure: { code: "rate_limited" } });
    expect(failed.problem).toBeUndefined();
    const retried = after([{ type: "send.retried", id: "u1" }], failed);
    expect(retried.pending[0]).toMatchObject({ id: "u1", state: "sending", failure: undefined });
  });

  it("is accepted by its generation's start when it asks for another answer", () => {
    const regenerate: PendingSend = {
      kind: "regenerate",
      id: "g2",
      conversationId,
      messageId: "a1",
      state: "sending",
      createdAt: time,
    };
    const before = after([loaded([question, answer("a1", "u1")]), { type: "send.added", send: regenerate }]);
    const state = after(framesReceived(startedFrame("a2", "u1", "g2")), before);
    expect(state.pending).toEqual([]);
    expect(ids(state)).toEqual(["u1", "a2"]);
    expect(state.threads[conversationId]?.messages.at(-1)?.siblingIds).toEqual(["a1", "a2"]);
  });
});

describe("an error that belongs to no message", () => {
  it("stays until it is dismissed", () => {
    const error = { type: "error", code: "draining", message: "Restarting.", retryable: true } as const;
    const state = after(framesReceived(error));
    expect(state.problem?.code).toBe("draining");
    expect(after([{ type: "problem.dismissed" }], state).problem).toBeUndefined();
  });
});

describe("an answer", () => {
  it("ends as the server persisted it", () => {
    const whole = answer("a1", "u1", { content: "All of it.", generationId });
    const frames = [startedFrame("a1", "u1"), deltaFrame("a1", 1, "All"), finishedFrame(whole, 2)];
    const state = after(framesReceived(...frames), opened);
    expect(state.live).toEqual({});
    expect(state.threads[conversationId]?.messages.at(-1)).toEqual(whole);
    expect(state.announcement).toEqual({ textId: "announce.complete", count: 1 });
  });

  it("goes on from where the loaded page stands", () => {
    const growing = answer("a1", "u1", { status: "streaming", content: "one two", lastSeq: 2, generationId });
    const events = [
      loaded([question, growing]),
      ...framesReceived(deltaFrame("a1", 2, " two"), deltaFrame("a1", 3, " three")),
    ];
    expect(after(events).live[generationId]).toMatchObject({ seq: 3, text: "one two three" });
  });

  it("does not fall back to an older page", () => {
    const growing = answer("a1", "u1", { status: "streaming", content: "one", lastSeq: 1, generationId });
    const events = framesReceived(
      startedFrame("a1", "u1"),
      deltaFrame("a1", 1, "one"),
      deltaFrame("a1", 2, " two"),
    );
    const state = after([...events, loaded([question, growing])], opened);
    expect(state.live[generationId]).toMatchObject({ seq: 2, text: "one two" });
  });

  it("is closed by a page that shows it ended", () => {
    const whole = answer("a1", "u1", { content: "one two", generationId });
    const state = after([...framesReceived(startedFrame("a1", "u1")), loaded([question, whole])], opened);
    expect(state.live).toEqual({});
    expect(state.threads[conversationId]?.messages.at(-1)?.content).toBe("one two");
  });

  it("asks for the page once when its question is not known here", () => {
    const state = after(framesReceived(startedFrame("a9", "u9", "g9")), opened);
    expect(state.threads[conversationId]?.needsReload).toBe(true);
    const still = after([loaded([question]), ...framesReceived(deltaFrame("a9", 1, "x", "g9"))], state);
    expect(still.threads[conversationId]?.needsReload).toBe(false);
  });

  it("changes nothing but the sidebar in a conversation that is not open", () => {
    const state = after(
      framesReceived(acceptedFrame(question), startedFrame("a1", "u1"), deltaFrame("a1", 1, "x")),
    );
    expect(state.threads).toEqual({});
    expect(state.live).toEqual({});
    expect(Object.keys(state.conversations)).toEqual([conversationId]);
  });
});

describe("an answer that is continued", () => {
  const question = userMessage("q", null);
  const stopped = answer("a", "q", { content: "One, ", status: "stopped" });

  it("grows in its own message from where it ended", () => {
    const state = after([
      loaded([question, stopped]),
      ...framesReceived(
        acceptedFrame(question, "g2"),
        startedFrame("a", "q", "g2"),
        deltaFrame("a", 1, "two", "g2"),
      ),
    ]);
    const messages = state.threads[conversationId]?.messages ?? [];
    expect(messages.map(({ id, status }) => [id, status])).toEqual([
      ["q", "complete"],
      ["a", "streaming"],
    ]);
    expect(state.live["g2"]?.text).toBe("One, two");
  });

  it("goes on after a reload from what the page holds", () => {
    const page = answer("a", "q", {
      content: "One, two, ",
      status: "streaming",
      generationId: "g2",
      lastSeq: 3,
    });
    const state = after([
      loaded([question, stopped]),
      loaded([question, page]),
      ...framesReceived(deltaFrame("a", 3, "two, ", "g2"), deltaFrame("a", 4, "three", "g2")),
    ]);
    expect(state.live["g2"]?.text).toBe("One, two, three");
  });
});

describe("an error that passes by itself", () => {
  it.each(["draining", "database_unavailable"])("leaves the message waiting: %s", (code) => {
    const send = {
      kind: "send" as const,
      id: "m",
      conversationId,
      content: "Hello",
      startsConversation: false,
      state: "sending" as const,
      createdAt: "2026-03-10T12:00:00.000Z",
    };
    const state = after([
      { type: "send.added", send },
      ...framesReceived({ type: "error", code, message: "Not now.", retryable: true, ref: "m" }),
    ]);
    expect(state.pending).toEqual([send]);
    expect(state.problem).toBeUndefined();
  });
});

describe("a deleted conversation", () => {
  it("is gone with all that belongs to it, whatever an older page lists, until the server tells of it again", () => {
    const deleted = { type: "conversation.deleted", conversationId } as const;
    const page = { items: [sampleConversation()], nextCursor: null, isFirst: true, requestedAt: 0 };
    const state = after(
      [
        { type: "send.added", send: pendingSend("u1") },
        ...framesReceived(deleted),
        { type: "conversations.loaded", ...page },
      ],
      opened,
    );
    expect(state).toMatchObject({ conversations: {}, threads: {}, pending: [] });
    const restored = { type: "conversation.updated", conversation: sampleConversation() } as const;
    expect(Object.keys(after(framesReceived(restored), state).conversations)).toEqual([conversationId]);
  });
});

describe("the text of an answer", () => {
  const texts = fc.array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 30 });

  /** A socket's way of telling: from some point on, now and then again, and several numbers at once. */
  const tellings = fc.array(
    fc.record({ back: fc.nat(30), length: fc.integer({ min: 1, max: 40 }), stale: fc.boolean() }),
    { maxLength: 12 },
  );

  function replay(parts: string[], from: number, length: number): ServerFrame[] {
    return parts.slice(from, from + length).map((text, index) => deltaFrame("a1", from + index + 1, text));
  }

  it("is the same however often frames are repeated, come late or are replayed after a break", () => {
    fc.assert(
      fc.property(texts, tellings, (parts, script) => {
        let state = after(framesReceived(startedFrame("a1", "u1")), opened);
        for (const { back, length, stale } of script) {
          const applied = state.live[generationId]?.seq ?? 0;
          const from = Math.max(0, applied - back);
          const frames = replay(parts, from, length);
          const old = stale ? replay(parts, 0, applied).reverse() : [];
          state = after(framesReceived(startedFrame("a1", "u1"), ...frames, ...old), state);
          expect(state.live[generationId]?.text).toBe(parts.slice(0, state.live[generationId]?.seq).join(""));
        }
        const rest = framesReceived(...replay(parts, state.live[generationId]?.seq ?? 0, parts.length));
        expect(after(rest, state).live[generationId]).toMatchObject({
          seq: parts.length,
          text: parts.join(""),
        });
      }),
    );
  });

  it("takes a replay that covers several numbers at once", () => {
    fc.assert(
      fc.property(texts, fc.nat(30), (parts, seen) => {
        const applied = Math.min(seen, parts.length);
        const before = framesReceived(startedFrame("a1", "u1"), ...replay(parts, 0, applied));
        const rest = deltaFrame("a1", parts.length, parts.slice(applied).join(""));
        const state = after(
          [...before, ...framesReceived(...(applied < parts.length ? [rest] : []))],
          opened,
        );
        expect(state.live[generationId]?.text).toBe(parts.join(""));
      }),
    );
  });

  it("is the persisted one after the end, whatever comes late", () => {
    fc.assert(
      fc.property(texts, fc.array(fc.nat(29), { maxLength: 10 }), (parts, late) => {
        const whole = answer("a1", "u1", { content: parts.join(""), generationId });
        const all = replay(parts, 0, parts.length);
        const lateFrames = late.flatMap((index) => all.slice(index, index + 1));
        const end = finishedFrame(whole, parts.length + 1);
        const frames = [startedFrame("a1", "u1"), ...all, end, ...lateFrames, startedFrame("a1", "u1"), end];
        const state = after(framesReceived(...frames), opened);
        expect(state.threads[conversationId]?.messages.map(({ content }) => content)).toEqual([
          question.content,
          parts.join(""),
        ]);
        expect(state.live).toEqual({});
      }),
    );
  });
});

describe("an older part of a long conversation", () => {
  const [m1, m2, m3, m4] = [
    userMessage("u1", null),
    answer("a1", "u1"),
    userMessage("u2", "a1"),
    answer("a2", "u2"),
  ];
  const part = { type: "thread.placed", conversationId, nextBefore: null, nextAfter: "a1" } as const;
  const apart = after([loaded([m3, m4], "u2"), { ...part, items: [m1, m2] }]);
  const thread = (state: ChatState) => state.threads[conversationId];

  it("stays when the newest page is loaded again, and is not asked to be loaded for ever", () => {
    const told = after(
      [{ type: "branch.shown", conversationId, messageId: "x" }, loaded([m3, m4], "u2")],
      apart,
    );
    expect(ids(told)).toEqual(["u1", "a1"]);
    expect(thread(told)).toMatchObject({ needsReload: false, nextAfter: "a1" });
  });

  it("goes on to the end, once for each page", () => {
    const next = {
      type: "thread.continued",
      conversationId,
      after: "a1",
      nextBefore: "u2",
      nextAfter: null,
    } as const;
    const end = after(
      [
        { ...next, items: [m3, m4] },
        { ...next, items: [m3, m4] },
      ],
      apart,
    );
    expect(ids(end)).toEqual(["u1", "a1", "u2", "a2"]);
    expect(thread(end)?.nextAfter).toBeNull();
  });

  it("gives way to a new branch that is begun in it", () => {
    const edited = userMessage("e1", "a1", { siblingIds: ["u2", "e1"] });
    const state = after(framesReceived(acceptedFrame(edited)), apart);
    expect(ids(state)).toEqual(["u1", "a1", "e1"]);
    expect(thread(state)?.nextAfter).toBeNull();
  });

  it("is left for the newest page when that is asked for", () => {
    const state = after([{ ...part, items: [m3, m4], nextBefore: "u2", nextAfter: null }], apart);
    expect(ids(state)).toEqual(["u2", "a2"]);
    expect(thread(state)).toMatchObject({ nextBefore: "u2", nextAfter: null, needsReload: true });
  });
});

describe("the empty chat", () => {
  it("understands frames of a newer server by leaving them alone", () => {
    const unknown = JSON.parse('{"type":"weather.changed"}');
    expect(after(framesReceived(unknown))).toBe(emptyChatState);
  });
});

describe("an answer that waits for a busy model", () => {
  const queued = (position: number): ServerFrame => ({
    type: "generation.queued",
    generationId,
    conversationId,
    position,
  });
  const placeOf = (state: ChatState) => state.live[generationId]?.queuePosition;

  it("knows its place until its first word, and of answers that it does not know nothing", () => {
    const waiting = after(framesReceived(startedFrame("a1", "u1"), queued(3), queued(1)), opened);
    expect(placeOf(waiting)).toBe(1);
    expect(placeOf(after(framesReceived(deltaFrame("a1", 1, "Hi")), waiting))).toBeUndefined();
    expect(after(framesReceived(queued(2)), opened)).toEqual(opened);
  });
});
