import { v7 as newId } from "uuid";
import { describe, expect, it, vi } from "vitest";
import { bodyOf, tokens } from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { words } from "#tests/support/words.ts";

const chatbot = shareChatbot({ pages: false });

describe("a turn over the socket", () => {
  it("is accepted after its commit, streams in order and ends with the whole message", async () => {
    const client = await TestClient.connect(chatbot().url);
    const hello = await client.expect("hello");
    expect(hello).toMatchObject({ protocol: 1, user: { id: "ada" } });
    const id = newId();
    const accepted = await client.ask("one two three four", { id });
    expect(accepted).toMatchObject({ id, message: { id, role: "user", content: "one two three four" } });
    const finished = await client.finished(accepted.generationId);
    expect(finished.message.status).toBe("complete");
    expect(client.textOf(accepted.generationId)).toBe(finished.message.content);
    const types = client.frames.map(({ type }) => type).filter((type) => type !== "conversation.updated");
    expect(types.slice(0, 3)).toEqual(["hello", "message.accepted", "generation.started"]);
    const seqs = client.deltasOf(accepted.generationId).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(finished.seq).toBe(seqs.length + 1);
  });

  it("is found by its API afterwards exactly as it was told", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "grace" });
    const accepted = await client.ask("Grüße 👩‍🚀 \u0000 <b>x</b>\r\n\ttail ");
    const { message } = await client.finished(accepted.generationId);
    const page = await new TestApi(chatbot().url, "grace").listMessages(accepted.conversation.id);
    expect(page.items).toEqual([accepted.message, message]);
    expect(accepted.message.content).toBe("Grüße 👩‍🚀  <b>x</b>\r\n\ttail ");
    expect(message).toMatchObject({ parentId: accepted.id, model: "tgi", finishReason: "stop" });
    expect(message.usage?.completionTokens).toBeGreaterThan(0);
  });

  it("asks the model with the branch so far, and only its own conversation", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "alan" });
    const api = new TestApi(chatbot().url, "alan");
    const { id: conversationId } = await api.createConversation({ title: "Sums", systemPrompt: "Be brief." });
    await api.ask(conversationId, "First question");
    const second = await client.ask("Second question", { conversationId });
    await client.finished(second.generationId);
    expect(bodyOf(chatbot().model.chats.at(-1)!)["messages"]).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "First question" },
      { role: "assistant", content: "You said: First question" },
      { role: "user", content: "Second question" },
    ]);
  });

  it("tells every tab of the user of the conversation, and only those that watch of the answer", async () => {
    const [writer, watcher, other] = await Promise.all(
      [1, 2, 3].map(() => TestClient.connect(chatbot().url, { user: "tabs" })),
    );
    const conversationId = newId();
    watcher!.send({ type: "conversation.watch", conversationId });
    await watcher!.settled();
    const { generationId } = await writer!.ask("Hello tabs", { conversationId });
    const told = await watcher!.finished(generationId);
    expect(told).toEqual(await writer!.finished(generationId));
    expect(watcher!.textOf(generationId)).toBe(told.message.content);
    expect(watcher!.framesOf("message.accepted")).toHaveLength(1);
    await other!.expect("conversation.updated", ({ conversation }) => conversation.generating);
    await other!.expect("conversation.updated", ({ conversation }) => !conversation.generating);
    expect(other!.frames.filter((frame) => frame.type.startsWith("generation."))).toEqual([]);
  });

  it("goes on when its socket dies, and is whole on the next visit", async () => {
    const { model, url } = chatbot();
    model.answerTo("Count on", tokens(words(40), { gapMs: 10 }));
    const client = await TestClient.connect(url, { user: "leaver" });
    const { generationId, conversation } = await client.ask("Count on");
    await client.expect("generation.delta", (frame) => frame.generationId === generationId);
    client.socket.terminate();
    const api = new TestApi(url, "leaver");
    await vi.waitFor(
      async () => {
        const { items } = await api.listMessages(conversation.id);
        expect(items.at(-1)).toMatchObject({ status: "complete", content: words(40).join("") });
      },
      { timeout: 10_000, interval: 50 },
    );
  });

  it("is refused for a model that is not configured, and leaves nothing behind", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "picky" });
    const conversationId = newId();
    const frame = { type: "message.send", conversationId, content: "Hi", model: "gpt-unknown" };
    expect(await client.refusal(frame)).toMatchObject({ code: "unknown_model", retryable: false });
    expect(await new TestApi(chatbot().url, "picky").findConversation(conversationId)).toBeUndefined();
  });

  it("shows reasoning apart from the answer", async () => {
    const { model, url } = chatbot();
    const reasoning = { tokens: ["let ", "me ", "see"], key: "reasoning" } as const;
    model.answerTo("2 + 2?", tokens(["It ", "is ", "4."], { reasoning }));
    const client = await TestClient.connect(url, { user: "thinker" });
    const { generationId } = await client.ask("2 + 2?");
    const { message } = await client.finished(generationId);
    expect(message).toMatchObject({ content: "It is 4.", reasoning: "let me see" });
    const told = client.deltasOf(generationId).map((delta) => delta.reasoning ?? "");
    expect(told.join("")).toBe("let me see");
    expect(client.textOf(generationId)).toBe("It is 4.");
  });
});
