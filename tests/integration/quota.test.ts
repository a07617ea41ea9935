import { describe, expect, it } from "vitest";
import { conversationUsageSchema, usageReportSchema } from "#app/protocol/responses.ts";
import { shareChatbot, startChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const readUsage = async (api: TestApi) =>
  usageReportSchema.strict().parse((await api.get("/api/usage")).json);

describe("GET /api/usage", () => {
  const chatbot = shareChatbot({ pages: false });

  it("counts the tokens of each user's answers of the day, without a limit", async () => {
    const [ada, ben] = [new TestApi(chatbot().url, "ada"), new TestApi(chatbot().url, "ben")];
    const { id } = await ada.createConversation({ title: "Talk" });
    const usages = [await ada.ask(id, "One two"), await ada.ask(id, "Three")].map(
      ({ assistantMessage }) => assistantMessage.usage ?? {},
    );
    const sum = (pick: (usage: (typeof usages)[number]) => number | undefined) =>
      usages.reduce((total, usage) => total + (pick(usage) ?? 0), 0);
    expect(await readUsage(ada)).toEqual({
      day: new Date().toISOString().slice(0, 10),
      promptTokens: sum(({ promptTokens }) => promptTokens),
      completionTokens: sum(({ completionTokens }) => completionTokens),
      limit: null,
    });
    expect(await readUsage(ben)).toMatchObject({ promptTokens: 0, completionTokens: 0 });
    const stranger = await new TestApi(chatbot().url).get("/api/usage");
    expect([stranger.status, errorOf(stranger).code]).toEqual([401, "unauthenticated"]);
  });
});

describe("GET /api/conversations/:id/usage", () => {
  it("sums what the answers of a conversation have cost, for its owner only", async () => {
    const { url } = await startChatbot({ pages: false });
    const [ada, ben] = [new TestApi(url, "ada"), new TestApi(url, "ben")];
    const { id } = await ada.createConversation({ title: "Talk" });
    const path = `/api/conversations/${id}/usage`;
    const nothing = { answers: 0, promptTokens: 0, completionTokens: 0, reasoningTokens: 0 };
    expect((await ada.get(path)).json).toEqual({ ...nothing, firstTokenMs: null, tokensPerSecond: null });
    const answers = [await ada.ask(id, "One two"), await ada.ask(id, "Three")].map(
      ({ assistantMessage }) => assistantMessage.usage ?? {},
    );
    const sum = (pick: (usage: (typeof answers)[number]) => number | undefined) =>
      answers.reduce((total, usage) => total + (pick(usage) ?? 0), 0);
    const usage = conversationUsageSchema.strict().parse((await ada.get(path)).json);
    expect(usage).toMatchObject({
      answers: 2,
      promptTokens: sum(({ promptTokens }) => promptTokens),
      completionTokens: sum(({ completionTokens }) => completionTokens),
    });
    expect(usage.firstTokenMs).toBeGreaterThan(0);
    expect((await ben.get(path)).status).toBe(404);
  });
});

describe("LIMIT_TOKENS_PER_DAY", () => {
  it("refuses whoever has used up theirs, over HTTP, socket and POST /, and nobody else", async () => {
    const first = await startChatbot({ pages: false, env: { LIMIT_TOKENS_PER_DAY: "20" } });
    const ada = new TestApi(first.url, "ada");
    const { id } = await ada.createConversation({ title: "Talk" });
    const messageId = "01990000-0000-7000-8000-00000000000a";
    const words = "one two three four five six seven eight nine ten eleven twelve";
    await ada.ask(id, words, { id: messageId });
    const refused = await ada.post(`/api/conversations/${id}/messages`, { content: "More" });
    expect([refused.status, errorOf(refused).code]).toEqual([429, "quota_exceeded"]);
    const { promptTokens, completionTokens, limit } = await readUsage(ada);
    expect(limit).toBe(20);
    expect(errorOf(refused).message).toContain(`used ${promptTokens + completionTokens} of your 20 tokens`);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(Number(refused.headers["retry-after"])).toBeLessThanOrEqual(24 * 60 * 60);

    const client = await TestClient.connect(first.url);
    expect((await client.refusal({ type: "message.send", content: "More" })).code).toBe("quota_exceeded");
    const bot = await ada.post("/", { context: "x", prompt: "More" });
    expect([bot.status, errorOf(bot).code]).toEqual([429, "quota_exceeded"]);
    expect((await ada.listConversations()).items).toHaveLength(1);

    // What was sent before is told again, whatever is used up.
    expect((await ada.ask(id, words, { id: messageId })).assistantMessage.status).toBe("complete");
    const ben = new TestApi(first.url, "ben");
    await ben.ask((await ben.createConversation()).id, "Hello");
    const second = await startChatbot({
      pages: false,
      database: first.database,
      model: first.model,
      env: { LIMIT_TOKENS_PER_DAY: "20" },
    });
    const elsewhere = () =>
      new TestApi(second.url, "ada").post(`/api/conversations/${id}/messages`, { content: "More" });
    await first.close();
    expect((await elsewhere()).status).toBe(429);
  });
});
