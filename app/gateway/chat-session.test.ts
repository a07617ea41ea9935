import { describe, expect, it } from "vitest";
import { finishedFrame, type AnswerEnd } from "#app/core/turn/answer-end.ts";
import { AnswerText } from "#app/core/turn/answer-text.ts";
import { FramePublisher } from "#app/core/turn/frame-publisher.ts";
import { deltaSince, startedFrame, type StreamingAnswer } from "#app/core/turn/streaming-answer.ts";
import type { ServerFrame } from "#app/protocol/frames.ts";
import type { Message } from "#app/protocol/resources.ts";
import { ChatSession } from "./chat-session.ts";

const conversationId = "00000000-0000-7000-8000-00000000000c";
const generationId = "00000000-0000-7000-8000-00000000000a";
const identity = {
  id: generationId,
  userId: "ada",
  conversationId,
  messageId: "a",
  parentId: "u",
  model: "m",
};

/** A client that keeps to the rule of the protocol: it applies what has a greater number than the last. */
function applyFrames(frames: readonly ServerFrame[], from = { text: "", seq: 0 }) {
  let { text, seq } = from;
  let message: Message | undefined;
  for (const frame of frames) {
    if (frame.type === "generation.delta" && frame.seq > seq)
      [text, seq] = [text + (frame.text ?? ""), frame.seq];
    if (frame.type === "generation.finished" && frame.seq > seq) message = frame.message;
  }
  return { text, seq, message };
}

/** One answer of this process and one socket. */
function open() {
  const publisher = new FramePublisher();
  const frames: ServerFrame[] = [];
  const answer: StreamingAnswer = { identity, answer: new AnswerText() };
  let running = true;
  let end: AnswerEnd | undefined;
  let isCongested = false;
  const follows: (() => void)[] = [];
  let holdsFollows = false;
  const session = new ChatSession(
    { id: "ada", name: null, email: null },
    { send: (frame) => frames.push(frame), isCongested: () => isCongested },
    {
      publisher,
      turns: {} as never,
      conversations: {} as never,
      reportError: (_code, error) => {
        throw error;
      },
      frameBytes: 1_000,
      isWritable: () => true,
      followRemote: () =>
        holdsFollows ? new Promise((resolve) => follows.push(resolve)) : Promise.resolve(),
      answers: {
        find: () => (running ? answer : undefined),
        inConversation: () => (running ? [answer] : []),
      },
      findEnd: async () => end,
      readAfter: () => undefined,
    },
  );
  const receive = (frame: object) => session.receive(JSON.stringify(frame), "request");
  return {
    session,
    frames,
    since: (count: number) => frames.slice(count),
    write(text: string) {
      const before = answer.answer.lastSeq;
      answer.answer.append("text", text);
      answer.answer.cut();
      const frame = deltaSince(answer, before);
      if (frame) publisher.publishToConversation("ada", conversationId, frame, before);
    },
    finish(lastSeq = answer.answer.lastSeq, isRecovered = false) {
      const content = answer.answer.since(0).text;
      const message = { id: "a", conversationId, status: "complete", content } as Message;
      end = { generationId, message, lastSeq, isRecovered };
      publisher.publishToConversation("ada", conversationId, finishedFrame(end));
      running = false;
    },
    start: () => publisher.publishToConversation("ada", conversationId, startedFrame(answer)),
    watch: (position: { afterSeq?: number; generationId?: string } = {}) =>
      receive({ type: "conversation.watch", conversationId, ...position }),
    unwatch: () => receive({ type: "conversation.unwatch", conversationId }),
    congest: (value: boolean) => (isCongested = value),
    holdFollows: () => (holdsFollows = true),
    releaseFollows() {
      holdsFollows = false;
      for (const release of follows.splice(0)) release();
    },
  };
}

describe("a socket that watches, unwatches and watches again during one answer", () => {
  it("is sent nothing while it does not watch, and all of the answer when it watches again", async () => {
    const { frames, since, write, finish, start, watch, unwatch } = open();
    await watch();
    start();
    write("one ");
    await unwatch();
    const before = frames.length;
    write("two ");
    expect(since(before)).toEqual([]);
    await watch();
    write("three");
    finish();
    const applied = applyFrames(since(before));
    expect(applied.text).toBe("one two three");
    expect(applied.message?.content).toBe("one two three");
  });

  it("is sent the rest after the number that it names", async () => {
    const { frames, since, write, finish, watch, unwatch } = open();
    await watch();
    write("one ");
    const first = applyFrames(frames);
    await unwatch();
    const before = frames.length;
    write("two ");
    await watch({ generationId, afterSeq: first.seq });
    write("three");
    finish();
    const applied = applyFrames(since(before), first);
    expect(applied.text).toBe("one two three");
    expect(applied.message).toBeDefined();
  });

  it("loses nothing when it unwatches and watches again while the first watch is still looking", async () => {
    const { frames, session, write, finish, watch, unwatch, holdFollows, releaseFollows } = open();
    write("one ");
    holdFollows();
    const watching = watch();
    const unwatching = unwatch();
    const again = watch();
    write("two ");
    releaseFollows();
    await Promise.all([watching, unwatching, again]);
    write("three");
    finish();
    expect(applyFrames(frames).text).toBe("one two three");
    expect(frames.filter(({ type }) => type === "generation.started")).toHaveLength(1);
    expect(session.isIdle).toBe(true);
  });

  it("is idle once it watches no more, though the answer goes on", async () => {
    const { session, write, watch, unwatch } = open();
    await watch();
    write("one ");
    expect(session.isIdle).toBe(false);
    await unwatch();
    expect(session.isIdle).toBe(true);
  });
});

describe("a socket", () => {
  it("that has been shown more than a lost process kept is sent an end that it applies", async () => {
    const { frames, since, write, finish, watch } = open();
    await watch();
    for (const word of ["one ", "two ", "three "]) write(word);
    const shown = applyFrames(frames);
    const before = frames.length;
    finish(1, true);
    expect(applyFrames(since(before), shown).message).toBeDefined();
    expect(frames.at(-1)).toMatchObject({ withdrawnAfterSeq: 1 });
    // It comes back, at this process or another, and asks once more.
    await watch({ generationId, afterSeq: 0 });
    expect(applyFrames(frames.slice(-1), shown).message).toBeDefined();
  });

  it("that was too slow for the last words is sent them before the end", async () => {
    const { frames, write, finish, watch, congest } = open();
    await watch();
    write("one ");
    congest(true);
    write("two");
    finish();
    expect(frames.slice(-2).map(({ type }) => type)).toEqual(["generation.delta", "generation.finished"]);
    expect(applyFrames(frames)).toMatchObject({ text: "one two", message: { content: "one two" } });
  });
});
