import postgres from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { searchPageSchema, type SearchPage } from "#app/protocol/search.ts";
import { searchPattern } from "#db/stores/search-pattern.ts";
import { requireWorkerCluster } from "#tests/support/database-cluster.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";

const chatbot = shareChatbot({ pages: false, modelOptions: { maxTotalTokens: 1_000_000 } });

async function search(api: TestApi, q: string, more = ""): Promise<SearchPage> {
  const answer = await api.get(`/api/search?q=${encodeURIComponent(q)}${more}`);
  if (answer.status !== 200) throw new Error(answer.text);
  return searchPageSchema.strict().parse(answer.json);
}

const marked = ({ excerpt, highlights }: SearchPage["items"][number]) =>
  highlights.map(([start, end]) => excerpt.slice(start, end));

describe("GET /api/search", () => {
  it("finds words and parts of words in any script, whatever their case, and marks them", async () => {
    const api = new TestApi(chatbot().url, "polyglot");
    const { id } = await api.createConversation({ title: "Languages" });
    const texts = [
      ["Die Übergangszeit für Fußgänger", "übergang", "Übergang"],
      ["Schifffahrtsgesellschaft", "FAHRTS", "fahrts"],
      ["今日は東京に行きます", "東京", "東京"],
      ["我喜欢北京烤鸭", "京烤", "京烤"],
      ["สวัสดีชาวโลก", "ชาวโลก", "ชาวโลก"],
      ["مرحبا بالعالم", "العالم", "العالم"],
      ["Привет, МИР", "мир", "МИР"],
      ["ΑΘΗΝΑ", "αθη", "ΑΘΗ"],
      ["Un cafe\u0301 noir", "café", "cafe\u0301"],
      ["100%_sure\\", "%_sure\\", "%_sure\\"],
      ["👩‍🚀 lands", "👩‍🚀", "👩‍🚀"],
    ] as const;
    for (const [text] of texts) await api.ask(id, text);
    for (const [text, query, found] of texts) {
      const { items, nextCursor } = await search(api, query);
      expect([query, nextCursor]).toEqual([query, null]);
      expect(items.map(({ role }) => role)).toEqual(["assistant", "user"]);
      expect(items[1]).toMatchObject({
        conversationId: id,
        title: "Languages",
        excerpt: text.normalize() && text,
      });
      expect([query, marked(items[1]!)]).toEqual([query, [found]]);
    }
  });

  it("finds accents, width and case however they are written, and shows them as they were", async () => {
    const api = new TestApi(chatbot().url, "folder");
    const { id } = await api.createConversation({ title: "Ünïcödé" });
    const texts = [
      ["Une crème brûlée, s'il vous plaît", "creme brulee", ["crème", "brûlée"]],
      ["Mon résumé", "RESUME", ["résumé"]],
      ["Voo para São Paulo", "sao paulo", ["São", "Paulo"]],
      ["Hauptstraße 5", "strasse", ["straße"]],
      ["HAUPTSTRASSE 6", "hauptstraße", ["HAUPTSTRASSE"]],
      ["Ｆｕｌｌ ｗｉｄｔｈ", "full width", ["Ｆｕｌｌ", "ｗｉｄｔｈ"]],
      ["İstanbul'da", "istanbul", ["İstanbul"]],
      ["cafe\u0301s", "cafés", ["cafe\u0301s"]],
      ["Ёлка и ёж", "елка", ["Ёлка"]],
      ["Ο ΔΡΌΜΟΣ", "δρομος", ["ΔΡΌΜΟΣ"]],
      ["한국어", "한국어".normalize("NFD"), ["한국어"]],
      ["don’t panic", "don't", ["don’t"]],
      ["a+b (c) [d] {e} ^f$ g|h \\i ?*.", '"(c) [d] {e} ^f$ g|h \\i ?*."', ["(c) [d] {e} ^f$ g|h \\i ?*."]],
    ] as const;
    for (const [text] of texts) await api.ask(id, text);
    for (const [text, query, found] of texts) {
      const { items } = await search(api, query);
      const hit = items.find(({ role, excerpt }) => role === "user" && excerpt === text);
      expect([query, hit && marked(hit)]).toEqual([query, found]);
      const inBranch = await api.get(`/api/conversations/${id}/find?q=${encodeURIComponent(query)}`);
      expect((inBranch.json as { messageIds: string[] }).messageIds).toContain(hit!.messageId);
    }
    expect((await search(api, "unicode")).items[0]).toMatchObject({ messageId: null, title: "Ünïcödé" });
  });

  it("finds the same in a database of any locale", async () => {
    const cluster = await requireWorkerCluster();
    const primaryUrl = cluster.urlOf(cluster.primary, "postgres");
    const admin = postgres(primaryUrl, { max: 1, onnotice: () => undefined });
    await admin`create database plain_c encoding 'UTF8' locale 'C' template template0`;
    onTestFinished(async () => {
      await admin`drop database plain_c with (force)`;
      await admin.end();
    });
    const sql = postgres(cluster.urlOf(cluster.primary, "plain_c"), { max: 1 });
    onTestFinished(() => sql.end());
    for (const [text, term] of [
      ["ÜBERGANG", "übergang"],
      ["CRÈME BRÛLÉE", "creme brulee"],
      ["МИР", "мир"],
      ["Straße", "STRASSE"],
    ] as const) {
      expect(await sql`select ${text}::text ~ ${searchPattern(term)}::text as found`).toEqual([
        { found: true },
      ]);
    }
    expect(await sql`select 'かな' ~ ${searchPattern("が")}::text as found`).toEqual([{ found: false }]);
  });

  it("shows words and not the marks of Markdown", async () => {
    const api = new TestApi(chatbot().url, "reader");
    const { id } = await api.createConversation({ title: "Marks" });
    await api.ask(id, "## Plan\n\n| **fruit** | price |\n|---|---|\n| `quince` | 2 |");
    expect((await search(api, "quince")).items.at(-1)!.excerpt).toBe("Plan fruit price quince 2");
  });

  it("takes no longer for texts that are made to be searched slowly", async () => {
    const api = new TestApi(chatbot().url, "attacker");
    const { id } = await api.createConversation({ title: "Long" });
    const sql = postgres(chatbot().database.primaryUrl, { max: 1 });
    onTestFinished(() => sql.end());
    await sql`
      insert into messages (id, user_id, conversation_id, role, content, status)
      select gen_random_uuid(), 'attacker', ${id}, 'user', repeat('a', 1000000), 'complete' from generate_series(1, 42)`;
    const queries = [`${"a".repeat(190)}b`, `b${"a".repeat(190)}`, "ab".repeat(95), "a a ".repeat(40) + "zz"];
    for (const query of queries) {
      let cursor = "";
      for (let page = 0; page < 30; page += 1) {
        const { items, nextCursor } = await search(api, query, cursor);
        expect(items).toEqual([]);
        if (nextCursor === null) break;
        cursor = `&cursor=${nextCursor}`;
      }
    }
    const other = new TestApi(chatbot().url, "bystander");
    await other.createConversation({ title: "Quick" });
    const before = await readCount(chatbot().url, "chatbot_reads_total", { target: "standby" });
    await Promise.all(Array.from({ length: 12 }, () => api.get(`/api/search?q=${queries[0]}`)));
    expect((await search(other, "quick")).items).toHaveLength(1);
    expect(await readCount(chatbot().url, "chatbot_reads_total", { target: "standby" })).toBeGreaterThan(
      before,
    );
  });

  it("wants all words, and what stands in quotes as it stands", async () => {
    const api = new TestApi(chatbot().url, "gardener");
    const { id } = await api.createConversation({ title: "Plants" });
    await api.ask(id, "Water the green plants on Monday");
    await api.ask(id, "The plants are green");
    expect((await search(api, "plants MONDAY")).items).toHaveLength(2);
    expect((await search(api, '"green plants"')).items).toHaveLength(2);
    expect((await search(api, "plants tuesday")).items).toEqual([]);
    const hits = (await search(api, "plants")).items;
    expect(hits[0]).toMatchObject({ messageId: null, role: null, title: "Plants", excerpt: "Plants" });
    expect(hits).toHaveLength(5);
  });

  it("shows the surroundings of a find in a long text as plain text", async () => {
    const api = new TestApi(chatbot().url, "writer");
    const { id } = await api.createConversation({ title: "Long" });
    await api.ask(id, `${"before ".repeat(2_000)}<b>needle</b>\n\n${"behind ".repeat(2_000)}`);
    const [answer] = (await search(api, "needle")).items;
    expect(answer!.excerpt).toMatch(/^…before .*<b>needle<\/b> behind .*…$/);
    expect(marked(answer!)).toEqual(["needle"]);
  });

  it("gives every hit once over its pages, while new messages come", async () => {
    const api = new TestApi(chatbot().url, "pager");
    const ids = new Set<string>();
    for (const title of ["apple one", "apple two", "apple three"]) {
      const { id } = await api.createConversation({ title });
      const { userMessage, assistantMessage } = await api.ask(id, "an apple a day");
      for (const found of [id, userMessage.id, assistantMessage.id]) ids.add(found);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 20; page += 1) {
      const more: string = cursor === null ? "" : `&cursor=${cursor}`;
      const { items, nextCursor }: SearchPage = await search(api, "apple", `&limit=2${more}`);
      expect(items.length).toBeLessThanOrEqual(2);
      seen.push(...items.map(({ messageId, conversationId }) => messageId ?? conversationId));
      cursor = nextCursor;
      if (cursor === null) break;
      if (page === 2) await api.ask((await api.createConversation()).id, "another apple");
    }
    expect(seen).toHaveLength(ids.size);
    expect(new Set(seen)).toEqual(ids);
  });

  it("finds at once what was just written, and nothing of others or of what is deleted", async () => {
    const ada = new TestApi(chatbot().url, "ada");
    const { id } = await ada.createConversation({ title: "zebra" });
    await ada.ask(id, "a striped zebra");
    expect((await search(ada, "zebra")).items).toHaveLength(3);
    expect((await search(new TestApi(chatbot().url, "eve"), "zebra")).items).toEqual([]);
    await ada.delete(`/api/conversations/${id}`);
    expect((await search(ada, "zebra")).items).toEqual([]);
  });

  it("refuses what is no search", async () => {
    const api = new TestApi(chatbot().url, "wrong");
    const queries = ["", "?q=", "?q=%20", `?q=${"x".repeat(201)}`, "?q=a&cursor=zzz", "?q=a&limit=0"];
    for (const query of queries) {
      const answer = await api.get(`/api/search${query}`);
      expect([query, answer.status, errorOf(answer).code]).toEqual([query, 400, "invalid_request"]);
      expect(errorOf(answer).message).toMatch(/^(q|cursor|limit): /);
    }
    expect((await new TestApi(chatbot().url).get("/api/search?q=a")).status).toBe(401);
  });
});
