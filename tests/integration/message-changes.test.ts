import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false });

const put = (api: TestApi, id: string, body: unknown) =>
  api.call("PUT", `/api/messages/${id}/feedback`, { body });

describe("PUT /api/messages/:id/feedback", () => {
  it("keeps the opinion with the answer, changes it and takes it back", async () => {
    const api = new TestApi(chatbot().url, "judge");
    const { id } = await api.createConversation();
    const { assistantMessage } = await api.ask(id, "Hello");
    const opinions = [{ value: "up" }, { value: "down", comment: "Wrong." }, { value: "up" }] as const;
    for (const feedback of opinions) {
      const answer = await put(api, assistantMessage.id, feedback);
      expect(answer).toMatchObject({ status: 200, json: { ...assistantMessage, feedback } });
      expect((await api.listMessages(id)).items[1]).toEqual({ ...assistantMessage, feedback });
    }
    expect((await put(api, assistantMessage.id, { value: null })).json).toEqual(assistantMessage);
    expect((await api.listMessages(id)).items[1]).toEqual(assistantMessage);
  });

  it("tells who watches the conversation", async () => {
    const api = new TestApi(chatbot().url, "watched");
    const client = await TestClient.connect(chatbot().url, { user: "watched" });
    const { generationId, conversation } = await client.ask("Hello");
    const { message } = await client.finished(generationId);
    await put(api, message.id, { value: "up" });
    expect((await client.expect("message.updated")).message).toMatchObject({
      id: message.id,
      conversationId: conversation.id,
      feedback: { value: "up" },
    });
  });

  it("is for one's own answers only", async () => {
    const api = new TestApi(chatbot().url, "owner");
    const { id } = await api.createConversation();
    const { userMessage, assistantMessage } = await api.ask(id, "Hello");
    const eve = new TestApi(chatbot().url, "eve");
    expect((await put(eve, assistantMessage.id, { value: "up" })).status).toBe(404);
    for (const other of [userMessage.id, newId(), "x"]) {
      expect((await put(api, other, { value: "up" })).status).toBe(404);
    }
    const wrong = [
      {},
      { value: "sideways" },
      { value: "up", comment: "x".repeat(2_001) },
      { value: "up", comment: 7 },
    ];
    for (const body of wrong) {
      const answer = await put(api, assistantMessage.id, body);
      expect([answer.status, errorOf(answer).code]).toEqual([400, "invalid_request"]);
      expect(errorOf(answer).message).toMatch(/^(value|comment): /);
    }
  });
});

describe("DELETE /api/messages/:id", () => {
  const contents = async (api: TestApi, id: string) =>
    (await api.listMessages(id)).items.map(({ content }) => content);

  it("removes the message with all that follows, and shows the branch beside it", async () => {
    const api = new TestApi(chatbot().url, "pruner");
    const { id } = await api.createConversation();
    const first = await api.ask(id, "one");
    const second = await api.ask(id, "two");
    await api.ask(id, "three");
    await api.ask(id, "other two", { parentId: first.assistantMessage.id });
    await api.ask(id, "other three");
    const client = await TestClient.connect(chatbot().url, { user: "pruner" });
    client.send({ type: "branch.select", id: newId(), messageId: second.userMessage.id });
    await client.expect("conversation.updated");
    client.send({ type: "conversation.watch", conversationId: id });
    await client.settled();
    expect((await contents(api, id)).at(-2)).toBe("three");

    expect((await api.delete(`/api/messages/${second.userMessage.id}`)).status).toBe(204);
    expect(await contents(api, id)).toEqual([
      "one",
      "You said: one",
      "other two",
      "You said: other two",
      "other three",
      "You said: other three",
    ]);
    expect((await api.listMessages(id)).items[2]?.siblingIds).toHaveLength(1);
    expect(await client.expect("message.deleted")).toMatchObject({
      conversationId: id,
      messageId: second.userMessage.id,
    });
    expect((await api.delete(`/api/messages/${second.userMessage.id}`)).status).toBe(204);
  });

  it("ends the branch above it where nothing is beside it, up to an empty conversation", async () => {
    const api = new TestApi(chatbot().url, "cutter");
    const { id } = await api.createConversation();
    const { userMessage } = await api.ask(id, "one");
    const { assistantMessage } = await api.ask(id, "two");
    await api.delete(`/api/messages/${assistantMessage.id}`);
    expect(await contents(api, id)).toEqual(["one", "You said: one", "two"]);
    await api.delete(`/api/messages/${userMessage.id}`);
    expect(await contents(api, id)).toEqual([]);
    await api.ask(id, "again");
    expect(await contents(api, id)).toEqual(["again", "You said: again"]);
  });

  it("leaves alone what is not the user's", async () => {
    const api = new TestApi(chatbot().url, "keeper");
    const { id } = await api.createConversation();
    const { userMessage } = await api.ask(id, "mine");
    const eve = new TestApi(chatbot().url, "eve");
    for (const other of [userMessage.id, newId(), "x"]) {
      expect((await eve.delete(`/api/messages/${other}`)).status).toBe(204);
    }
    expect(await contents(api, id)).toHaveLength(2);
  });

  it("waits for the end of an answer that is being written", async () => {
    const api = new TestApi(chatbot().url, "hasty");
    const client = await TestClient.connect(chatbot().url, { user: "hasty" });
    chatbot().model.answerTo("Hold", () => ({ status: 0, headers: {}, steps: [{ end: "hold" }] }));
    const { generationId, message } = await client.ask("Hold");
    const answer = await api.delete(`/api/messages/${message.id}`);
    expect([answer.status, errorOf(answer).code]).toEqual([409, "conflict"]);
    client.send({ type: "generation.stop", generationId });
    await client.finished(generationId);
    expect((await api.delete(`/api/messages/${message.id}`)).status).toBe(204);
  });

  it("takes a chain of thousands of messages", async () => {
    const api = new TestApi(chatbot().url, "deep");
    const ids = Array.from({ length: 4_000 }, () => newId());
    const conversationId = newId();
    const time = new Date().toISOString();
    const file = {
      format: "chatbot-conversations",
      version: 1,
      conversations: [
        {
          id: conversationId,
          title: "Deep",
          pinned: false,
          systemPrompt: null,
          model: null,
          parameters: null,
          createdAt: time,
          updatedAt: time,
          activeMessageId: ids.at(-1),
          messages: ids.map((id, index) => ({
            id,
            parentId: ids[index - 1] ?? null,
            role: index % 2 === 0 ? "user" : "assistant",
            content: `message ${index}`,
            status: "complete",
            createdAt: time,
          })),
        },
      ],
    };
    expect(await api.post("/api/import", file)).toMatchObject({ status: 200, json: { imported: 1 } });
    expect((await api.delete(`/api/messages/${ids[1]}`)).status).toBe(204);
    expect(await contents(api, conversationId)).toEqual(["message 0"]);
  });
});

describe("the mark of an answer that nobody saw", () => {
  it("comes when no tab looks on, and goes when one says that it was read", async () => {
    const api = new TestApi(chatbot().url, "absent");
    const { id } = await api.createConversation();
    const client = await TestClient.connect(chatbot().url, { user: "absent" });
    await api.ask(id, "Hello");
    const isMarked = ({ conversation }: { conversation: { unread: boolean } }) => conversation.unread;
    expect((await client.expect("conversation.updated", isMarked)).conversation.id).toBe(id);
    expect((await api.listConversations()).items).toMatchObject([{ id, unread: true }]);
    await api.patch(`/api/conversations/${id}`, { unread: false });
    expect((await api.listConversations()).items).toMatchObject([{ id, unread: false }]);

    client.send({ type: "conversation.watch", conversationId: id });
    await client.settled();
    await api.ask(id, "Hello again");
    expect((await api.listConversations()).items).toMatchObject([{ id, unread: false }]);
  });
});
