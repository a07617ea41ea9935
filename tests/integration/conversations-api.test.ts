import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { conversationSchema } from "#app/protocol/resources.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false });

describe("POST /api/conversations", () => {
  it("makes a conversation with what is given, else with defaults", async () => {
    const api = new TestApi(chatbot().url, "maker");
    const given = { title: " Plants ", systemPrompt: "Be kind.", model: "tgi" };
    const made = await api.post("/api/conversations", given);
    expect(made.status).toBe(201);
    const conversation = conversationSchema.strict().parse(made.json);
    expect(conversation).toMatchObject({
      title: "Plants",
      systemPrompt: "Be kind.",
      model: "tgi",
      pinned: false,
    });
    expect(conversation.createdAt).toBe(conversation.updatedAt);
    expect(await api.findConversation(conversation.id)).toEqual(conversation);
    expect(await api.createConversation()).toMatchObject({
      title: "New chat",
      systemPrompt: null,
      model: null,
      parameters: null,
      unread: false,
      generating: false,
    });
  });

  it("takes JSON whatever the content type says, and no body as an empty one", async () => {
    const api = new TestApi(chatbot().url, "typist");
    const headers = { "Content-Type": "text/plain" };
    expect((await api.post("/api/conversations", { title: "Typed" }, { headers })).status).toBe(201);
    expect((await api.post("/api/conversations")).status).toBe(201);
  });

  it("keeps what people write apart from NUL characters, which PostgreSQL cannot hold", async () => {
    const api = new TestApi(chatbot().url, "nul");
    const given = { title: "a\u0000b 👩‍🚀 <i>", systemPrompt: "x\u0000y" };
    expect(await api.createConversation(given)).toMatchObject({ title: "ab 👩‍🚀 <i>", systemPrompt: "xy" });
  });

  it("tells the tabs of the user", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "tabbed" });
    const made = await new TestApi(chatbot().url, "tabbed").createConversation({ title: "Told" });
    expect((await client.expect("conversation.updated")).conversation).toEqual(made);
  });
});

describe("PATCH /api/conversations/:id", () => {
  it("changes what is given and nothing else, and does not move updatedAt", async () => {
    const api = new TestApi(chatbot().url, "patcher");
    const made = await api.createConversation({ title: "Before", systemPrompt: "Stay" });
    const path = `/api/conversations/${made.id}`;
    const patches = [
      { title: "After" },
      { pinned: true },
      { systemPrompt: null },
      { model: "tgi" },
      { model: null },
      {},
    ];
    let expected = made;
    for (const patch of patches) {
      expected = { ...expected, ...patch };
      expect(await api.patch(path, patch)).toMatchObject({ status: 200, json: expected });
    }
    expect(await api.findConversation(made.id)).toEqual(expected);
  });

  it("refuses what is not valid with the field's path", async () => {
    const api = new TestApi(chatbot().url, "wrong-patcher");
    const { id } = await api.createConversation();
    const wrong: [object, string][] = [
      [{ title: "" }, "title"],
      [{ title: "x".repeat(201) }, "title"],
      [{ title: null }, "title"],
      [{ pinned: "yes" }, "pinned"],
      [{ systemPrompt: "x".repeat(20_001) }, "systemPrompt"],
      [{ model: 7 }, "model"],
    ];
    for (const [patch, field] of wrong) {
      const answer = await api.patch(`/api/conversations/${id}`, patch);
      expect([answer.status, errorOf(answer).code]).toEqual([400, "invalid_request"]);
      expect(errorOf(answer).message).toMatch(new RegExp(`^${field}: `));
    }
    const unknown = await api.patch(`/api/conversations/${id}`, { model: "none" });
    expect([unknown.status, errorOf(unknown).code]).toEqual([400, "unknown_model"]);
  });
});

describe("DELETE /api/conversations/:id", () => {
  it("removes it with its messages, and may come again", async () => {
    const api = new TestApi(chatbot().url, "deleter");
    const { id } = await api.createConversation({ title: "Talk" });
    await api.ask(id, "Hello");
    for (const address of [id, id, newId(), "no-uuid"]) {
      const answer = await api.delete(`/api/conversations/${address}`);
      expect([answer.status, answer.text]).toEqual([204, ""]);
    }
    expect((await api.get(`/api/conversations/${id}`)).status).toBe(404);
    expect((await api.get(`/api/conversations/${id}/messages`)).status).toBe(404);
    expect((await api.listConversations()).items).toEqual([]);
  });
});

describe("GET /api/conversations", () => {
  it("lists pinned ones first, then those written to last", async () => {
    const api = new TestApi(chatbot().url, "lister");
    const titles = ["a", "b", "c", "d"];
    const ids: string[] = [];
    for (const title of titles) ids.push((await api.createConversation({ title })).id);
    await api.patch(`/api/conversations/${ids[1]}`, { pinned: true });
    await api.ask(ids[0]!, "Hello");
    await api.patch(`/api/conversations/${ids[2]}`, { title: "c renamed" });
    const { items, nextCursor } = await api.listConversations();
    expect(items.map(({ title }) => title)).toEqual(["b", "a", "d", "c renamed"]);
    expect(nextCursor).toBeNull();
  });

  it("gives every conversation once over its pages, while others are written to, made and deleted", async () => {
    const api = new TestApi(chatbot().url, "pager");
    const made = [];
    for (let number = 0; number < 23; number += 1) {
      made.push((await api.createConversation({ title: `number ${number}` })).id);
    }
    for (const id of made.slice(0, 6)) await api.patch(`/api/conversations/${id}`, { pinned: true });
    const seen: string[] = [];
    let query = "?limit=4";
    for (let page = 0; page < 20; page += 1) {
      const { items, nextCursor } = await api.listConversations(query);
      expect(items.length).toBeLessThanOrEqual(4);
      seen.push(...items.map(({ id }) => id));
      if (nextCursor === null) break;
      query = `?limit=4&cursor=${nextCursor}`;
      if (page === 1) await api.createConversation({ title: "new meanwhile" });
      // One already seen goes to the top, and one already seen goes away.
      if (page === 2) await api.ask(seen.at(-1)!, "Hello");
      if (page === 3) await api.delete(`/api/conversations/${seen[0]}`);
    }
    expect(seen).toHaveLength(made.length);
    expect(new Set(seen)).toEqual(new Set(made));
  });

  it("refuses limits and cursors that are none", async () => {
    const api = new TestApi(chatbot().url, "wrong-pager");
    const queries = [
      "limit=0",
      "limit=201",
      "limit=x",
      "limit=1.5",
      "cursor=zzz",
      "cursor=bnVsbA",
      "cursor=WzEsMiwzXQ",
    ];
    for (const query of queries) {
      const answer = await api.get(`/api/conversations?${query}`);
      expect([query, answer.status, errorOf(answer).code]).toEqual([query, 400, "invalid_request"]);
      expect(errorOf(answer).message).toMatch(/^(limit|cursor): /);
    }
    expect((await api.get("/api/conversations?limit=200")).status).toBe(200);
  });

  it("tells which are being answered", async () => {
    const api = new TestApi(chatbot().url, "watcher");
    const client = await TestClient.connect(chatbot().url, { user: "watcher" });
    chatbot().model.answerTo("Hold", () => ({ status: 0, headers: {}, steps: [{ end: "hold" }] }));
    const { generationId, conversation } = await client.ask("Hold");
    expect((await api.listConversations()).items).toMatchObject([{ id: conversation.id, generating: true }]);
    client.send({ type: "generation.stop", generationId });
    await client.finished(generationId);
    expect((await api.listConversations()).items).toMatchObject([{ id: conversation.id, generating: false }]);
  });
});
