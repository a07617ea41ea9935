import { describe, expect, it } from "vitest";
import { tokens } from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { words } from "#tests/support/words.ts";

const chatbot = shareChatbot({ pages: false });

describe("a conversation that is deleted while its answer streams", () => {
  it("is gone for every tab, closes the upstream request and leaves no answer behind", async () => {
    const { model, url } = chatbot();
    model.answerTo("Endless", tokens(words(5_000), { gapMs: 5 }));
    const [writer, other] = [
      await TestClient.connect(url, { user: "deleter" }),
      await TestClient.connect(url, { user: "deleter" }),
    ];
    const api = new TestApi(url, "deleter");
    const { generationId, conversation } = await writer.ask("Endless");
    await writer.expect("generation.delta");
    expect((await api.delete(`/api/conversations/${conversation.id}`)).status).toBe(204);
    const deleted = { type: "conversation.deleted", conversationId: conversation.id };
    expect(await writer.expect("conversation.deleted")).toMatchObject(deleted);
    expect(await other.expect("conversation.deleted")).toMatchObject(deleted);
    await expect.poll(() => model.openStreams).toBe(0);
    await writer.settled();
    expect(writer.framesOf("generation.finished")).toEqual([]);
    expect(await api.findConversation(conversation.id)).toBeUndefined();
    // A stop that was on its way finds nothing any more.
    writer.send({ type: "generation.stop", generationId });
    await writer.next("error", ({ code }) => code === "not_found");
    expect((await api.listConversations()).items).toEqual([]);
  });

  it("answers the program that waits for the answer over HTTP with 404", async () => {
    const { model, url } = chatbot();
    model.answerTo("Waiting", tokens(words(5_000), { gapMs: 5 }));
    const api = new TestApi(url, "waiter");
    const { id } = await api.createConversation({ title: "Talk" });
    const waiting = api.post(`/api/conversations/${id}/messages`, { content: "Waiting" });
    await expect.poll(async () => (await api.findConversation(id))?.generating).toBe(true);
    await api.delete(`/api/conversations/${id}`);
    expect((await waiting).status).toBe(404);
  });
});
