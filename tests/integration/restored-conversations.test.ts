import postgres from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { toDatabase } from "#db/database.ts";
import { createPostgresShareReader } from "#db/stores/postgres-share-reader.ts";
import { tokens } from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { words } from "#tests/support/words.ts";

const chatbot = shareChatbot({ pages: false });

function openDatabase() {
  const sql = postgres(chatbot().database.primaryUrl, { max: 1 });
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}

/** A conversation with a share, and everything that a read could show of it. */
async function openConversation(user: string) {
  const api = new TestApi(chatbot().url, user);
  const { id } = await api.createConversation({ title: "Platypus" });
  const { userMessage, assistantMessage } = await api.ask(id, "platypus of the pond");
  const share = (await api.post("/api/shares", { conversationId: id })).json as { id: string };
  const reads = [
    "/api/conversations",
    `/api/conversations/${id}`,
    `/api/conversations/${id}/messages`,
    `/api/conversations/${id}/messages?around=${userMessage.id}`,
    `/api/conversations/${id}/messages?after=${userMessage.id}`,
    `/api/conversations/${id}/messages?before=${assistantMessage.id}`,
    `/api/conversations/${id}/find?q=platypus`,
    `/api/conversations/${id}/usage`,
    `/api/conversations/${id}/export?format=md`,
    `/api/conversations/${id}/export?format=json`,
    "/api/search?q=platypus",
    "/api/shares",
    "/api/export",
  ];
  const readAll = () => Promise.all(reads.map(async (path) => [path, await api.get(path)] as const));
  return { api, id, share, userMessage, assistantMessage, readAll };
}

const deletePath = (id: string) => `/api/conversations/${id}`;
const restorePath = (id: string) => `/api/conversations/${id}/restore`;

describe("a conversation that is deleted", () => {
  it("is in no read from then on, and all as it was when that is taken back", async () => {
    const { api, id, share, userMessage, assistantMessage, readAll } = await openConversation("undoer");
    const before = await readAll();
    expect(before.map(([path, { status }]) => [path, status])).toEqual(before.map(([path]) => [path, 200]));
    const traces = new RegExp(["latypus", id, share.id, userMessage.id, assistantMessage.id].join("|"));
    const socket = await TestClient.connect(chatbot().url, { user: "undoer" });
    for (let time = 0; time < 2; time += 1) expect((await api.delete(deletePath(id))).status).toBe(204);
    await socket.expect("conversation.deleted", ({ conversationId }) => conversationId === id);
    for (const [path, answer] of await readAll()) {
      const isList = /search|shares|export$|conversations$/.test(path);
      expect([path, answer.status]).toEqual([path, isList ? 200 : 404]);
      expect([path, answer.text]).toEqual([path, expect.not.stringMatching(traces)]);
    }
    const { findPublicShare } = createPostgresShareReader(toDatabase(openDatabase()));
    expect(await findPublicShare(share.id)).toBeUndefined();
    const restored = await api.post(restorePath(id), {});
    expect(restored).toMatchObject({ status: 200, json: { id, title: "Platypus" } });
    await socket.expect("conversation.updated", ({ conversation }) => conversation.id === id);
    const contentOf = (answers: Awaited<ReturnType<typeof readAll>>) =>
      answers.map(([path, { status, text }]) => [path, status, text.replaceAll(/"exportedAt":"[^"]*"/g, "")]);
    expect(contentOf(await readAll())).toEqual(contentOf(before));
    expect((await api.post(restorePath(id), {})).status).toBe(200);
    expect(await findPublicShare(share.id)).toMatchObject({ title: "Platypus" });
  });

  it("takes no write", async () => {
    const { api, id, userMessage, assistantMessage } = await openConversation("writer-after");
    await api.delete(deletePath(id));
    const client = await TestClient.connect(chatbot().url, { user: "writer-after" });
    const refused = [
      await api.patch(deletePath(id), { title: "Again" }),
      await api.post(`/api/conversations/${id}/messages`, { content: "Hello" }),
      await api.post(`/api/conversations/${id}/title`, {}),
      await api.post("/api/shares", { conversationId: id }),
      await api.call("PUT", `/api/messages/${assistantMessage.id}/feedback`, { body: { value: "up" } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 404));
    const frames = [
      { type: "message.send", conversationId: id, content: "Hello" },
      { type: "message.regenerate", messageId: assistantMessage.id },
      { type: "message.edit", messageId: userMessage.id, content: "Changed" },
      { type: "branch.select", messageId: userMessage.id },
    ] as const;
    for (const frame of frames) {
      const ref = crypto.randomUUID();
      client.send({ ...frame, id: ref });
      expect(await client.next("error", (error) => error.ref === ref)).toMatchObject({ code: "not_found" });
    }
  });

  it("keeps what was written of an answer, for the case that it is taken back", async () => {
    const { url, model } = chatbot();
    model.answerTo("Endless", tokens(words(5_000), { gapMs: 5 }));
    const client = await TestClient.connect(url, { user: "halfway" });
    const api = new TestApi(url, "halfway");
    const { conversation } = await client.ask("Endless");
    const sql = openDatabase();
    await expect
      .poll(async () => (await sql`select 1 from generation_events where user_id = 'halfway' limit 1`).length)
      .toBe(1);
    await api.delete(deletePath(conversation.id));
    await expect.poll(() => model.openStreams).toBe(0);
    await api.post(restorePath(conversation.id), {});
    const { items } = await api.listMessages(conversation.id);
    expect(items).toMatchObject([{ role: "user" }, { role: "assistant", status: "stopped" }]);
    expect(items[1]!.content.length).toBeGreaterThan(0);
    expect(await api.findConversation(conversation.id)).toMatchObject({ generating: false });
  });

  it("can be imported again at once", async () => {
    const { api, id } = await openConversation("importer");
    const file = (await api.get("/api/export")).json;
    await api.delete(deletePath(id));
    expect((await api.post("/api/import", file)).json).toMatchObject({ imported: 1 });
    expect(await api.findConversation(id)).toMatchObject({ title: "Platypus" });
  });

  it("is nobody else's to restore, and gone for good after a while", async () => {
    const { api, id } = await openConversation("forgetful");
    await api.delete(deletePath(id));
    expect((await new TestApi(chatbot().url, "eve").post(restorePath(id), {})).status).toBe(404);
    const sql = openDatabase();
    await sql`update conversations set deleted_at = now() - interval '11 minutes' where id = ${id}`;
    expect((await api.post(restorePath(id), {})).status).toBe(404);
    await expect
      .poll(async () => (await sql`select 1 from messages where conversation_id = ${id}`).length, {
        timeout: 20_000,
      })
      .toBe(0);
    expect(await sql`select 1 from conversations where id = ${id}`).toEqual([]);
  });
});
