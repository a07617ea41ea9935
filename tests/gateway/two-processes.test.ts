import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { tokens } from "#tests/support/scripted-model.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index} `);

async function startTwo() {
  const a = await startChatbot({ pages: false });
  const b = await startChatbot({ pages: false, database: a.database, model: a.model });
  return { a, b, inA: await TestClient.connect(a.url), inB: await TestClient.connect(b.url) };
}

describe("two processes on one database", () => {
  it("show a conversation that starts in one live in the other", async () => {
    const { a, inA, inB } = await startTwo();
    a.model.script(tokens(words(60), { gapMs: 20 }));
    const conversationId = newId();
    inB.send({ type: "conversation.watch", conversationId });
    inA.send({ type: "message.send", id: newId(), conversationId, content: "Hello" });
    const { generationId } = await inB.expect("message.accepted");
    await inB.expect("generation.started");
    await inB.expect("generation.delta");
    const finished = await inB.expect("generation.finished");
    expect(finished.message.content).toBe(words(60).join(""));
    expect(inB.textOf(generationId), "the deltas alone are the whole text").toBe(finished.message.content);
    await inB.expect("conversation.updated", ({ conversation }) => !conversation.generating);
  });

  it("stop in one what the other writes", async () => {
    const { a, inA, inB } = await startTwo();
    a.model.script(tokens(words(2000), { gapMs: 20 }));
    inA.send({ type: "message.send", id: newId(), content: "Hello" });
    const { generationId, conversation } = await inA.expect("message.accepted");
    await inA.expect("generation.delta", ({ seq }) => seq > 5);
    inB.send({ type: "conversation.watch", conversationId: conversation.id });
    await inB.expect("generation.delta");
    inB.send({ type: "generation.stop", generationId });
    const finished = await inA.expect("generation.finished");
    expect(finished.message.status).toBe("stopped");
    expect(a.model.openStreams).toBe(0);
    expect(finished.message.content.length).toBeLessThan(words(2000).join("").length);
    expect((await inB.expect("generation.finished")).message).toEqual(finished.message);
  });

  it("tell in one that a message was judged or deleted in the other", async () => {
    const { b, inA, inB } = await startTwo();
    const { generationId, conversation, message } = await inA.ask("Hello");
    const answer = (await inA.finished(generationId)).message;
    inB.send({ type: "conversation.watch", conversationId: conversation.id });
    await inB.settled();
    const api = new TestApi(b.url, "ada");
    await api.call("PUT", `/api/messages/${answer.id}/feedback`, { body: { value: "up" } });
    expect((await inA.expect("message.updated")).message).toEqual({ ...answer, feedback: { value: "up" } });
    await api.delete(`/api/messages/${message.id}`);
    expect(await inA.expect("message.deleted")).toMatchObject({ messageId: message.id });
    expect(await inB.expect("message.deleted")).toMatchObject({ messageId: message.id });
  });

  it("continue in one what was stopped in the other, into the same message", async () => {
    const { a, inA, inB } = await startTwo();
    a.model.script(tokens(words(200), { gapMs: 20 }));
    inA.send({ type: "message.send", id: newId(), content: "Hello" });
    const { generationId } = await inA.expect("message.accepted");
    await inA.expect("generation.delta", ({ seq }) => seq > 5);
    inA.send({ type: "generation.stop", generationId });
    const stopped = await inA.expect("generation.finished");
    a.model.script(tokens(["and ", "the ", "rest"]));
    const id = newId();
    inB.send({ type: "message.continue", id, messageId: stopped.message.id });
    const finished = await inB.expect("generation.finished");
    expect(finished).toMatchObject({
      generationId: id,
      message: {
        id: stopped.message.id,
        status: "complete",
        content: `${stopped.message.content}and the rest`,
      },
    });
    await inA.expect("generation.finished", (frame) => frame.generationId === id);
  });
});
