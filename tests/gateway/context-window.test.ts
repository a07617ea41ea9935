import { describe, expect, it } from "vitest";
import { lastUserText, splitTokens, tokens, type RecordedRequest } from "#tests/support/scripted-model.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";

const messagesOf = (request: RecordedRequest | undefined) =>
  (request?.body as { messages: { role: string; content: string }[] }).messages;
const long = (word: string) => Array.from({ length: 150 }, (_, index) => `${word}${index}`).join(" ");

async function startSmall(given: object = {}) {
  const chatbot = await startChatbot({
    pages: false,
    modelOptions: { maxTotalTokens: 1_000 },
    env: { LLM__MAX_TOKENS: "200", LLM__SYSTEM_PROMPT: "Be kind.", ...given },
  });
  const api = new TestApi(chatbot.url, "ada");
  const conversation = await api.createConversation({ title: "Named" });
  // The first turn has the window's length asked for; it is known from the second on.
  await api.ask(conversation.id, "Hello");
  await expect.poll(() => chatbot.logLines.join("")).toContain("learnt what the model server is");
  return { ...chatbot, api, id: conversation.id };
}

describe("the context window", () => {
  it("drops the oldest turns before it overflows, and says where it now begins", async () => {
    const { model, api, id } = await startSmall();
    model.script(tokens(splitTokens("A short answer.")));
    const turns = [];
    for (const word of ["a", "b", "c", "d", "e"]) turns.push(await api.ask(id, long(word)));
    const asked = model.chats.filter((request) => lastUserText(request) === long("e"));
    const [system, first] = messagesOf(asked[0]);
    expect(system).toEqual({ role: "system", content: "Be kind." });
    expect(first?.role).toBe("user");
    const { context } = turns.at(-1)!.assistantMessage;
    expect(context).toMatchObject({ limitTokens: 800, summarised: false, estimated: false });
    expect(context?.usedTokens).toBeLessThanOrEqual(800);
    const begins = turns.find(({ userMessage }) => userMessage.id === context?.firstMessageId);
    expect(first?.content).toBe(begins?.userMessage.content);
    expect(messagesOf(asked[0]).length).toBeLessThan(11);
    // The server counts nothing twice.
    const counts = model.requests.filter(({ path }) => path === "/tokenize");
    const counted = counts.map(({ body }) => JSON.stringify(body));
    expect(counts.length).toBeGreaterThan(0);
    expect(new Set(counted).size).toBe(counted.length);
  });

  it("refuses a message that alone is too long, before anything is written or asked", async () => {
    const { model, api, id } = await startSmall();
    const before = (await api.listMessages(id)).items.length;
    const asked = model.chats.length;
    const answer = await api.post(`/api/conversations/${id}/messages`, { content: "word ".repeat(3_000) });
    expect([answer.status, errorOf(answer).code]).toEqual([400, "message_too_long"]);
    expect(errorOf(answer).message).toMatch(/about \d+ tokens .* can read 800/);
    expect((await api.listMessages(id)).items).toHaveLength(before);
    expect(model.chats).toHaveLength(asked);
  });

  it("keeps a summary of older turns where that is configured", async () => {
    const { model, api, id } = await startSmall({ LLM__CONTEXT_STRATEGY: "summarise" });
    const isFolding = (request: RecordedRequest) =>
      lastUserText(request).startsWith("Summarise this conversation");
    model.script((request) =>
      tokens(splitTokens(isFolding(request) ? "They spoke of a." : "A short answer."))(request),
    );
    for (const word of ["a", "b", "c", "d"]) await api.ask(id, long(word));
    await expect.poll(() => model.chats.filter(isFolding).length).toBeGreaterThan(0);
    await expect
      .poll(async () => (await api.ask(id, "And now?")).assistantMessage.context?.summarised)
      .toBe(true);
    const [system, first] = messagesOf(
      model.chats.findLast((request) => lastUserText(request) === "And now?"),
    );
    expect(system?.content).toContain("Be kind.");
    expect(system?.content).toContain("They spoke of a.");
    expect(first?.content).not.toBe("Hello");
  });
});

describe("the parameters of a conversation", () => {
  it("go to the model, within the operator's bounds", async () => {
    const { model, api, id } = await startSmall();
    const parameters = { temperature: 0.3, topP: 0.5, maxTokens: 50 };
    expect((await api.patch(`/api/conversations/${id}`, { parameters })).status).toBe(200);
    await api.ask(id, "Briefly");
    const asked = model.chats.find((request) => lastUserText(request) === "Briefly");
    expect(asked?.body).toMatchObject({ temperature: 0.3, top_p: 0.5, max_tokens: 50 });
    const refused = await api.patch(`/api/conversations/${id}`, { parameters: { maxTokens: 201 } });
    expect([refused.status, errorOf(refused).message]).toEqual([
      400,
      "parameters.maxTokens: must be at most 200, which is what this server allows.",
    ]);
  });
});

describe("a model that thinks", () => {
  it("has its reasoning kept apart, counted, timed and not sent again", async () => {
    const { model, api, id } = await startSmall();
    model.script(tokens(["<think>", "one ", "two", "</think>", "\n\nYes."], { gapMs: 5 }));
    const { assistantMessage } = await api.ask(id, "Think");
    expect(assistantMessage).toMatchObject({ content: "Yes.", reasoning: "one two" });
    expect(assistantMessage.usage?.reasoningTokens).toBeGreaterThan(0);
    expect(assistantMessage.usage?.reasoningMs).toBeGreaterThanOrEqual(0);
    await api.ask(id, "Next");
    const asked = model.chats.find((request) => lastUserText(request) === "Next");
    expect(JSON.stringify(messagesOf(asked))).not.toContain("one two");
  });
});
