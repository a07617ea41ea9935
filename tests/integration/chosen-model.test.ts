import { describe, expect, it } from "vitest";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { startScriptedModel } from "#tests/support/scripted-model.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

describe("a model that a turn is given", () => {
  it("stays with the conversation until another is given, and is told for the next new chat", async () => {
    const model = await startScriptedModel();
    const LLM = JSON.stringify([
      { url: model.url, provider: "tgi", name: "first" },
      { url: model.url, provider: "tgi", name: "second" },
    ]);
    const { url } = await startChatbot({ pages: false, model, env: { LLM } });
    const api = new TestApi(url, "chooser");
    const client = await TestClient.connect(url, { user: "chooser" });
    const conversationId = crypto.randomUUID();
    const ask = async (content: string, name?: string) => {
      const frame = { type: "message.send" as const, id: crypto.randomUUID(), conversationId, content };
      client.send({ ...frame, ...(name !== undefined && { model: name }) });
      const accepted = await client.next("message.accepted", ({ id }) => id === frame.id);
      const { message } = await client.finished(accepted.generationId);
      return { accepted, message };
    };
    const one = await ask("One", "second");
    expect(one.accepted.conversation).toMatchObject({ model: "second", generating: true });
    expect(one.message.model).toBe("second");
    expect((await ask("Two")).message.model).toBe("second");
    expect((await api.get("/api/settings")).json).toMatchObject({ model: "second" });
    expect((await ask("Three", "first")).message.model).toBe("first");
    expect(await api.findConversation(conversationId)).toMatchObject({ model: "first" });
    const again = { type: "message.regenerate" as const, id: crypto.randomUUID(), messageId: one.message.id };
    client.send(again);
    expect((await client.finished(again.id)).message.model).toBe("first");
    const other = { ...again, id: crypto.randomUUID(), model: "second" };
    client.send(other);
    expect((await client.finished(other.id)).message.model).toBe("second");
    expect(await api.findConversation(conversationId)).toMatchObject({ model: "second" });
    expect((await api.get("/api/settings")).json).toMatchObject({ model: "second" });
    await model.close();
  });
});
