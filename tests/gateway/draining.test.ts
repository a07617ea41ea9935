import { describe, expect, it } from "vitest";
import { tokens } from "#tests/support/scripted-model.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { words } from "#tests/support/words.ts";

/** What is kept from the grace for writing what was cut short. */
const persistMs = 3_000;

describe("a server that is asked to end", () => {
  it("finishes running answers within its grace, and refuses new turns with `draining`", async () => {
    const { url, model, database, close } = await startChatbot({ pages: false });
    model.answerTo("Count", tokens(words(60), { gapMs: 10 }));
    const client = await TestClient.connect(url);
    const { generationId, conversation } = await client.ask("Count");
    await client.expect("generation.delta");
    const closed = close(persistMs + 10_000);
    const refused = await client.refusal({ type: "message.send", content: "One more" });
    expect(refused).toMatchObject({ code: "draining", retryable: true });
    const { message } = await client.finished(generationId);
    expect(message).toMatchObject({ status: "complete", content: words(60).join("") });
    expect(await client.closed).toBe(1012);
    await closed;
    const again = await startChatbot({ pages: false, database, model });
    const { items } = await new TestApi(again.url, "ada").listMessages(conversation.id);
    expect(items.at(-1)).toEqual(message);
  });

  it("keeps as interrupted what its grace does not suffice for", async () => {
    const { url, model, database, close } = await startChatbot({ pages: false });
    model.answerTo("Count", tokens(words(5_000), { gapMs: 10 }));
    const client = await TestClient.connect(url);
    const { generationId, conversation } = await client.ask("Count");
    await client.expect("generation.delta", ({ seq }) => seq > 3);
    await close(persistMs);
    const { message } = await client.finished(generationId);
    expect(message).toMatchObject({
      status: "interrupted",
      content: client.textOf(generationId),
      error: { code: "interrupted" },
    });
    expect(await client.closed).toBe(1012);
    const again = await startChatbot({ pages: false, database, model });
    const { items } = await new TestApi(again.url, "ada").listMessages(conversation.id);
    expect(items.at(-1)).toEqual(message);
  });

  it("sends idle sockets elsewhere at once, and lets no new ones in", async () => {
    const { url, model, close } = await startChatbot({ pages: false });
    model.answerTo("Count", tokens(words(100), { gapMs: 10 }));
    const [busy, idle] = [
      await TestClient.connect(url, { user: "busy" }),
      await TestClient.connect(url, { user: "idle" }),
    ];
    const { generationId } = await busy.ask("Count");
    const closed = close(persistMs + 10_000);
    expect(await idle.closed).toBe(1012);
    expect(busy.framesOf("generation.finished")).toEqual([]);
    await expect(TestClient.connect(url, { user: "late" })).rejects.toThrow(/503|ECONNREFUSED/);
    await busy.finished(generationId);
    await closed;
    await expect(TestClient.connect(url, { user: "late" })).rejects.toThrow(/ECONNREFUSED/);
  });

  it("gives a program that waits over HTTP its whole answer", async () => {
    const { url, model, close } = await startChatbot({ pages: false });
    const api = new TestApi(url, "ada");
    const { id } = await api.createConversation({ title: "Talk" });
    model.answerTo("Count", tokens(words(50), { gapMs: 10 }));
    const waiting = api.ask(id, "Count");
    await expect.poll(() => model.openStreams).toBe(1);
    const closed = close(persistMs + 10_000);
    expect((await waiting).assistantMessage.status).toBe("complete");
    await closed;
  });
});
