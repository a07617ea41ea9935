import postgres from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { allTables } from "#db/all-tables.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false });

function openDatabase() {
  const sql = postgres(chatbot().database.primaryUrl, { max: 1 });
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}

/** Rows that bear the text anywhere, by table. */
async function tracesOf(sql: postgres.Sql, text: string): Promise<Record<string, number>> {
  const traces: Record<string, number> = {};
  const tables = await sql<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = 'public'`;
  for (const { name } of tables) {
    const [row] =
      await sql`select count(*)::int as count from ${sql(name)} t where t::text like ${`%${text}%`}`;
    if (row!["count"] > 0) traces[name] = row!["count"] as number;
  }
  return traces;
}

/** Tables that hold nothing of anybody. */
const impersonal = ["freshness_key"];

describe("DELETE /api/userdata", () => {
  it("removes every row of the person from every table, and nothing of anybody else", async () => {
    const sql = openDatabase();
    const people = ["leaver-1", "stayer-1"];
    const ids: Record<string, string> = {};
    for (const person of people) {
      const api = new TestApi(chatbot().url, person);
      const { id } = await api.createConversation({ title: `Of ${person}` });
      ids[person] = id;
      const { userMessage, assistantMessage } = await api.ask(id, `A secret of ${person}`);
      await api.post("/api/shares", { conversationId: id });
      await api.call("PUT", "/api/settings", { body: { instructions: `I am ${person}` } });
      await api.post("/api/memory-bot", { prompt: `Hello from ${person}` });
      await sql`insert into safety_audit (user_id, conversation_id, message_id, direction, verdict, action, categories, guard, model, latency_ms)
        values (${person}, ${id}, ${userMessage.id}, 'input', 'unsafe', 'log', '{}', 'guard', 'model', 1)`;
      await sql`insert into conversation_summaries (user_id, conversation_id, message_id, content)
        values (${person}, ${id}, ${assistantMessage.id}, 'Summary')`;
      await sql`insert into generation_events (generation_id, seq, user_id, text, reasoning)
        select id, 1, user_id, 'late', '' from generations where user_id = ${person} limit 1`;
      await sql`insert into usage_days (user_id, day, model) values (${person}, '2026-01-01', 'tgi')`;
    }
    const before = await tracesOf(sql, "leaver-1");
    // The log of a finished answer may have been swept meanwhile.
    const known = allTables
      .map(({ name }) => name)
      .filter((name) => !impersonal.includes(name) && name !== "generation_events");
    expect(Object.keys(before)).toEqual(expect.arrayContaining(known));
    const socket = await TestClient.connect(chatbot().url, { user: "leaver-1" });
    const api = new TestApi(chatbot().url, "leaver-1");
    for (let time = 0; time < 2; time += 1) expect((await api.delete("/api/userdata")).status).toBe(204);
    await socket.expect("conversation.deleted", ({ conversationId }) => conversationId === ids["leaver-1"]);
    expect(await tracesOf(sql, "leaver-1")).toEqual({});
    expect(Object.keys(await tracesOf(sql, "stayer-1"))).toEqual(expect.arrayContaining(known));
    expect((await api.listConversations()).items).toEqual([]);
    expect((await api.get("/api/settings")).json).toEqual({ instructions: null, model: null });
  });
});

describe("/api/settings", () => {
  it("keeps a person's own instructions and tells them to the model", async () => {
    const api = new TestApi(chatbot().url, "instructor");
    expect((await api.get("/api/settings")).json).toEqual({ instructions: null, model: null });
    const put = (body: unknown) => api.call("PUT", "/api/settings", { body });
    expect((await put({ instructions: "Answer in haiku." })).json).toEqual({
      instructions: "Answer in haiku.",
      model: null,
    });
    const { id } = await api.createConversation({ systemPrompt: "You know birds." });
    await api.ask(id, "Which bird?");
    const all = JSON.stringify(chatbot().model.requests);
    expect(all).toMatch(/Answer in haiku\..*You know birds\./);
    expect((await put({ instructions: "" })).json).toEqual({ instructions: null, model: null });
    expect((await put({ instructions: "x".repeat(20_001) })).status).toBe(400);
    expect((await put({ model: "no such model" })).status).toBe(400);
    expect((await new TestApi(chatbot().url, "another").get("/api/settings")).json).toEqual({
      instructions: null,
      model: null,
    });
    expect((await new TestApi(chatbot().url).get("/api/settings")).status).toBe(401);
  });
});
