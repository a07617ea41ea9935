import { describe, expect, it } from "vitest";
import { searchPageSchema, type SearchPage } from "#app/protocol/search.ts";
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
