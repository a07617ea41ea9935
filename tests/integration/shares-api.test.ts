import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { shareSchema, sharePageSchema, type Share } from "#app/protocol/shares.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";

const chatbot = shareChatbot({ pages: false, env: { PUBLIC_URL: "https://chat.example" } });

async function share(api: TestApi, body: object): Promise<Share> {
  const answer = await api.post("/api/shares", body);
  expect(answer.status).toBe(201);
  return shareSchema.strict().parse(answer.json);
}

async function list(api: TestApi, query = "") {
  return sharePageSchema.strict().parse((await api.get(`/api/shares${query}`)).json);
}

describe("shares", () => {
  it("are made of one's own conversation, listed the newest first, and deleted", async () => {
    const api = new TestApi(chatbot().url, "sharer");
    const { id } = await api.createConversation({ title: "Plants" });
    await api.ask(id, "Hello");
    const first = await share(api, { conversationId: id });
    expect(first).toMatchObject({
      conversationId: id,
      title: "Plants",
      url: `https://chat.example/share/${first.id}`,
    });
    const second = await share(api, { conversationId: id, title: " Named " });
    expect(second.title).toBe("Named");
    expect((await list(api)).items).toEqual([second, first]);
    const page = await list(api, "?limit=1");
    expect(page.items).toEqual([second]);
    expect(await list(api, `?limit=1&cursor=${page.nextCursor}`)).toEqual({
      items: [first],
      nextCursor: null,
    });
    for (const address of [first.id, first.id, newId(), "no-uuid"]) {
      expect((await api.delete(`/api/shares/${address}`)).status).toBe(204);
    }
    expect((await list(api)).items).toEqual([second]);
  });

  it("go with their conversation", async () => {
    const api = new TestApi(chatbot().url, "leaver");
    const { id } = await api.createConversation();
    await api.ask(id, "Hello");
    await share(api, { conversationId: id });
    await api.delete(`/api/conversations/${id}`);
    expect((await list(api)).items).toEqual([]);
  });

  it("cannot be made of what is not one's own or has nothing to show, nor be seen or deleted by others", async () => {
    const ada = new TestApi(chatbot().url, "ada");
    const eve = new TestApi(chatbot().url, "eve");
    const { id } = await ada.createConversation();
    const empty = await ada.post("/api/shares", { conversationId: id });
    expect([empty.status, errorOf(empty).code]).toEqual([400, "invalid_request"]);
    const { userMessage } = await ada.ask(id, "Hello");
    const own = await eve.createConversation();
    const bodies = [
      { conversationId: id },
      { conversationId: id, messageId: userMessage.id },
      { conversationId: own.id, messageId: userMessage.id },
      { conversationId: newId() },
    ];
    for (const body of bodies) expect((await eve.post("/api/shares", body)).status).toBe(404);
    const { id: shareId } = await share(ada, { conversationId: id });
    expect((await eve.delete(`/api/shares/${shareId}`)).status).toBe(204);
    expect((await list(eve)).items).toEqual([]);
    expect((await list(ada)).items).toHaveLength(1);
    expect((await eve.post("/api/shares", { conversationId: "x" })).status).toBe(400);
    expect((await new TestApi(chatbot().url).get("/api/shares")).status).toBe(401);
  });
});
