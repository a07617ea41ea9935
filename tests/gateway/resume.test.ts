import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { tokens } from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { words } from "#tests/support/words.ts";

const chatbot = shareChatbot({ pages: false });

const connect = (user: string) => TestClient.connect(chatbot().url, { user });

describe("conversation.watch", () => {
  it("gives the rest of a running answer after any seq, with no gap and no repeat", async () => {
    const texts = words(12);
    chatbot().model.answerTo(
      "Say 12",
      tokens(texts, { gapMs: 25, finishReason: null, done: false, end: "hold" }),
    );
    const first = await connect("resumer");
    const { generationId, conversation } = await first.ask("Say 12");
    await first.expect("generation.delta", () => first.textOf(generationId) === texts.join(""));
    const deltas = first.deltasOf(generationId);
    const lastSeq = deltas.at(-1)!.seq;
    expect(lastSeq).toBeGreaterThan(5);
    const resumed = await Promise.all(
      Array.from({ length: lastSeq + 1 }, async (_, afterSeq) => {
        const client = await connect("resumer");
        client.send({ type: "conversation.watch", conversationId: conversation.id, generationId, afterSeq });
        await client.expect("generation.started");
        await client.settled();
        const missed = deltas.filter(({ seq }) => seq > afterSeq).map(({ text = "" }) => text);
        expect({ afterSeq, text: client.textOf(generationId) }).toEqual({ afterSeq, text: missed.join("") });
        return client;
      }),
    );
    first.send({ type: "generation.stop", generationId });
    const finished = await first.finished(generationId);
    expect(finished).toMatchObject({ seq: lastSeq + 1, message: { content: texts.join("") } });
    for (const client of resumed) expect(await client.finished(generationId)).toEqual(finished);
  });

  it("brings a second tab into the middle of an answer, and from there on live", async () => {
    const texts = words(60);
    chatbot().model.answerTo("Say 60", tokens(texts, { gapMs: 10 }));
    const [first, second] = [await connect("two-tabs"), await connect("two-tabs")];
    const { generationId, conversation } = await first.ask("Say 60");
    await first.expect("generation.delta", ({ seq }) => seq >= 5);
    second.send({ type: "conversation.watch", conversationId: conversation.id });
    const finished = await second.finished(generationId);
    const [catchUp, ...live] = second.deltasOf(generationId);
    expect(catchUp!.seq).toBeGreaterThanOrEqual(5);
    expect(live.map(({ seq }) => seq)).toEqual(live.map((_, index) => catchUp!.seq + 1 + index));
    expect(second.textOf(generationId)).toBe(texts.join(""));
    expect(finished.message.content).toBe(texts.join(""));
  });

  it("gives the whole message of an answer that finished meanwhile", async () => {
    const first = await connect("too-late");
    const { generationId, conversation } = await first.ask("Quick");
    const finished = await first.finished(generationId);
    const later = await connect("too-late");
    const place = { conversationId: conversation.id, generationId };
    later.send({ type: "conversation.watch", ...place, afterSeq: 1 });
    const told = await later.finished(generationId);
    expect(told.message).toEqual(finished.message);
    expect(told.seq).toBeGreaterThan(1);
    expect(later.framesOf("generation.delta")).toEqual([]);
  });

  it("may be asked again at any time without anything coming twice", async () => {
    const texts = words(200);
    chatbot().model.answerTo("Say 200", tokens(texts, { gapMs: 10 }));
    const client = await connect("again");
    const { generationId, conversation } = await client.ask("Say 200");
    for (let times = 1; times <= 5; times += 1) {
      const { seq } = await client.expect("generation.delta", (frame) => frame.seq >= times * 2);
      const place = { conversationId: conversation.id, generationId };
      client.send({ type: "conversation.watch", ...place, afterSeq: seq });
    }
    await client.finished(generationId);
    let applied = 0;
    let text = "";
    for (const delta of client.deltasOf(generationId)) {
      if (delta.seq <= applied) continue;
      applied = delta.seq;
      text += delta.text ?? "";
    }
    expect(text).toBe(texts.join(""));
  });

  it("repeats nothing of an answer that the socket follows already, and is asked about without a place", async () => {
    const texts = words(100);
    chatbot().model.answerTo("Say 100", tokens(texts, { gapMs: 10 }));
    const client = await connect("twice");
    const { generationId, conversation } = await client.ask("Say 100");
    for (const seq of [3, 6]) {
      await client.expect("generation.delta", (frame) => frame.seq >= seq);
      client.send({ type: "conversation.watch", conversationId: conversation.id });
    }
    await client.finished(generationId);
    expect(client.textOf(generationId)).toBe(texts.join(""));
    expect(client.framesOf("generation.started")).toHaveLength(1);
  });

  it("ends with conversation.unwatch", async () => {
    const texts = words(50);
    chatbot().model.answerTo("Say 50", tokens(texts, { gapMs: 10 }));
    const [first, second] = [await connect("leaver"), await connect("leaver")];
    const { generationId, conversation } = await first.ask("Say 50");
    second.send({ type: "conversation.watch", conversationId: conversation.id });
    await second.expect("generation.delta");
    second.send({ type: "conversation.unwatch", conversationId: conversation.id });
    await second.settled();
    const heard = second.deltasOf(generationId).length;
    await first.finished(generationId);
    await second.settled();
    expect(second.deltasOf(generationId)).toHaveLength(heard);
    expect(second.framesOf("generation.finished")).toEqual([]);
  });
});

describe("two tabs that send into one conversation at the same moment", () => {
  it("both get their answer, and each hears the other's", async () => {
    const tabs = [await connect("both"), await connect("both")];
    const conversationId = newId();
    const { generationId } = await tabs[0]!.ask("Begin", { conversationId });
    await tabs[0]!.finished(generationId);
    tabs[1]!.send({ type: "conversation.watch", conversationId });
    await tabs[1]!.settled();
    const accepted = await Promise.all(
      tabs.map((tab, index) => tab.ask(`From tab ${index}`, { conversationId })),
    );
    for (const tab of tabs) {
      for (const turn of accepted) {
        const { message } = await tab.finished(turn.generationId);
        expect(message).toMatchObject({ parentId: turn.id, content: `You said: ${turn.message.content}` });
        expect(tab.textOf(turn.generationId)).toBe(message.content);
      }
    }
  });
});
