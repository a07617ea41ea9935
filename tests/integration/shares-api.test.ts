import postgres from "postgres";
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

const withheld = (direction: string) => ({ direction, verdict: "unsafe", action: "block", categories: [] });

async function keptMessages(shareId: string): Promise<unknown> {
  const sql = postgres(chatbot().database.primaryUrl, { max: 1 });
  const [row] = await sql<{ messages: unknown }[]>`select messages from shares where id = ${shareId}`;
  await sql.end();
  return row?.messages;
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

  it("hold what was said, and nothing of what was withheld, thought or set up", async () => {
    const api = new TestApi(chatbot().url, "careful");
    const time = "2026-01-01T00:00:00.000Z";
    const chain = [
      { role: "user", content: "Question" },
      { role: "assistant", content: "Answer", reasoning: "secret thought", model: "tgi" },
      { role: "user", content: "forbidden question" },
      { role: "assistant", content: "", status: "blocked", safety: withheld("input") },
      { role: "user", content: "Other question" },
      { role: "assistant", content: "forbidden answer", status: "blocked", safety: withheld("output") },
    ];
    const ids = chain.map(() => newId());
    const conversationId = newId();
    const conversation = {
      id: conversationId,
      title: "Withheld",
      pinned: false,
      systemPrompt: "secret prompt",
      model: null,
      parameters: null,
      createdAt: time,
      updatedAt: time,
      activeMessageId: ids.at(-1),
      messages: chain.map((message, index) => ({
        id: ids[index],
        parentId: ids[index - 1] ?? null,
        createdAt: time,
        status: "complete",
        ...message,
      })),
    };
    const file = { format: "chatbot-conversations", version: 1, conversations: [conversation] };
    expect((await api.post("/api/import", file)).status).toBe(200);
    const { id } = await share(api, { conversationId });
    expect(await keptMessages(id)).toEqual([
      { role: "user", content: "Question", createdAt: time },
      { role: "assistant", content: "Answer", model: "tgi", createdAt: time },
      { role: "user", content: "Other question", createdAt: time },
    ]);
    const first = await share(api, { conversationId, messageId: ids[0] });
    expect(await keptMessages(first.id)).toHaveLength(1);
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
