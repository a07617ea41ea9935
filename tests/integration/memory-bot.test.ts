import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { v7 as newId } from "uuid";
import { describe, expect, it, onTestFinished } from "vitest";
import type { z } from "zod";
import { memoryBotReplySchema } from "#app/protocol/memory-bot.ts";
import {
  bodyOf,
  htmlError,
  overloaded429,
  tokens,
  usageOf,
  type RecordedRequest,
} from "#tests/support/scripted-model.ts";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { isInstalled } from "#tests/support/is-installed.ts";
import { startPostgresRelay } from "#tests/support/postgres-relay.ts";
import { shareChatbot, startChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false, env: { LIMIT_QUEUE_SECONDS: "1" } });

type Reply = z.infer<typeof memoryBotReplySchema>;

/** A program that knows `POST /` and nothing else. */
function createBot(user: string, url = chatbot().url) {
  const api = new TestApi(url, user);
  const post = (body: unknown, headers: Record<string, string> = {}) => api.post("/", body, { headers });
  async function ask(body: object, headers: Record<string, string> = {}): Promise<Reply> {
    const answer = await post(body, headers);
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    return memoryBotReplySchema.strict().parse(answer.json);
  }
  return { api, post, ask };
}

/** Role and text of what the model was sent. */
function promptOf(request: RecordedRequest | undefined): string[] {
  const messages = (request && bodyOf(request)["messages"]) as { role: string; content: string }[];
  return messages.map(({ role, content }) => `${role}: ${content}`);
}

const promptFor = (text: string) =>
  promptOf(chatbot().model.chats.find((chat) => promptOf(chat).at(-1) === `user: ${text}`));

describe("POST /", () => {
  it("starts a conversation with a context and goes on with it by its number", async () => {
    const { api, ask } = createBot("ada");
    const first = await ask({ context: "You are a bard.", prompt: "Who are you?" });
    expect(first).toMatchObject({
      id: 1,
      prompt: "Who are you?",
      context: "You are a bard.",
      reply: "You said: Who are you?",
    });
    const second = await ask({ id: first.id, prompt: "And I?" });
    expect(second).toMatchObject({ id: 1, conversationId: first.conversationId });
    expect(second).not.toHaveProperty("context");
    expect(promptFor("And I?")).toEqual([
      "system: You are a bard.",
      "user: Who are you?",
      "assistant: You said: Who are you?",
      "user: And I?",
    ]);
    const { items } = await api.listMessages(first.conversationId);
    expect(items.map(({ content }) => content)).toEqual([
      ...["Who are you?", "You said: Who are you?", "And I?", "You said: And I?"],
    ]);
    expect(await api.findConversation(first.conversationId)).toMatchObject({
      systemPrompt: "You are a bard.",
    });
  });

  it("counts the tokens of the prompt, with all that is remembered, and of the answer", async () => {
    const { api, ask } = createBot("counter");
    const { id, conversationId } = await ask({ context: "Count.", prompt: "One two three" });
    const { numberOfTokens } = await ask({ id, prompt: "Four" });
    const { items } = await api.listMessages(conversationId);
    const { promptTokens = 0, completionTokens = 0 } = items.at(-1)?.usage ?? {};
    expect(numberOfTokens).toBe(promptTokens + completionTokens);
    expect(promptTokens).toBe(
      usageOf(
        chatbot().model.chats.find((c) => promptOf(c).at(-1) === "user: Four")!,
        0,
      ).prompt_tokens,
    );
  });

  it("numbers the conversations of each user from 1, and takes a number as text", async () => {
    const [ben, eve] = [createBot("ben"), createBot("eve")];
    expect((await ben.ask({ context: "A", prompt: "a" })).id).toBe(1);
    expect((await ben.ask({ context: "B", prompt: "b" })).id).toBe(2);
    expect((await eve.ask({ context: "C", prompt: "c" })).id).toBe(1);
    expect((await ben.ask({ id: "2", prompt: "b again" })).id).toBe(2);
    expect(promptFor("b again")[0]).toBe("system: B");
  });

  it("starts with the model's own context when neither id nor context is given", async () => {
    const { ask } = createBot("plain");
    const reply = await ask({ prompt: "No context at all" });
    expect(reply).not.toHaveProperty("context");
    expect(promptFor("No context at all")).toEqual(["user: No context at all"]);
  });

  it("keeps the context of the start when another comes with an id, and says it back as sent", async () => {
    const { ask } = createBot("stubborn");
    const { id } = await ask({ context: "First.", prompt: "x" });
    expect(await ask({ id, context: "Second.", prompt: "stay" })).toMatchObject({ context: "Second." });
    expect(promptFor("stay")[0]).toBe("system: First.");
  });

  it("answers with its JSON type and keeps hostile and foreign text as it is", async () => {
    const { ask, post } = createBot("hostile");
    const texts = [
      "Grüße, 日本語 🦊 مرحبا",
      'a }{ b }{ "c',
      "$& $1 $$ $`",
      "{HISTORY} {CONTEXT}",
      "\\u0000 \\n",
      "<s>[INST]",
    ];
    const { id } = await ask({ context: texts.join(" "), prompt: texts[0]! });
    for (const text of texts)
      expect(await ask({ id, prompt: text })).toMatchObject({ prompt: text, reply: `You said: ${text}` });
    expect(promptFor(texts.at(-1)!)).toEqual([
      `system: ${texts.join(" ")}`,
      ...[texts[0]!, ...texts.slice(0, -1)].flatMap((text) => [
        `user: ${text}`,
        `assistant: You said: ${text}`,
      ]),
      `user: ${texts.at(-1)}`,
    ]);
    const answer = await post({ id, prompt: "type" });
    expect(answer.headers["content-type"]).toMatch(/^application\/json/);
  });

  it.each([
    ["an unknown number", { id: 4711, prompt: "x" }, 404, "not_found"],
    ["a number beyond all", { id: "999999999999", prompt: "x" }, 404, "not_found"],
    ["a word for a number", { id: "abc", prompt: "x" }, 400, "invalid_request"],
    ["a fraction for a number", { id: 1.5, prompt: "x" }, 400, "invalid_request"],
    ["no prompt", { context: "x" }, 400, "invalid_request"],
    ["an empty prompt", { context: "x", prompt: " " }, 400, "invalid_request"],
    ["a prompt that is no text", { context: "x", prompt: 5 }, 400, "invalid_request"],
    ["a context that is too long", { context: "x".repeat(20_001), prompt: "x" }, 400, "invalid_request"],
    ["no JSON", "prompt=x", 400, "invalid_request"],
    ["a list", [], 400, "invalid_request"],
    ["nothing", "", 400, "invalid_request"],
  ])("refuses %s", async (_what, body, status, code) => {
    const answer = await createBot("wrong").post(body);
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
  });

  it("refuses another site, a stranger, and a body over the limit", async () => {
    const { post } = createBot("careful");
    const body = { context: "x", prompt: "x" };
    const foreign = await post(body, { Origin: "https://evil.example" });
    expect([foreign.status, errorOf(foreign).code]).toEqual([403, "forbidden_origin"]);
    const stranger = await new TestApi(chatbot().url).post("/", body);
    expect([stranger.status, errorOf(stranger).code]).toEqual([401, "unauthenticated"]);
    const large = await post({ prompt: "x".repeat(2 * 1024 * 1024) });
    expect([large.status, errorOf(large).code]).toEqual([413, "payload_too_large"]);
    const key = await post(body, { "Idempotency-Key": "7" });
    expect([key.status, errorOf(key).code]).toEqual([400, "invalid_request"]);
  });

  it("does not know somebody else's number, nor one whose conversation is deleted", async () => {
    const [owner, other] = [createBot("owner"), createBot("other")];
    const { id, conversationId } = await owner.ask({ context: "x", prompt: "mine" });
    expect((await other.post({ id, prompt: "yours" })).status).toBe(404);
    await owner.api.delete(`/api/conversations/${conversationId}`);
    expect((await owner.post({ id, prompt: "gone" })).status).toBe(404);
  });

  it("tells a model's failure by the status, keeps the prompt and says under which number", async () => {
    const { model } = chatbot();
    model.answerTo("Break", htmlError(500));
    model.answerTo("Press", overloaded429());
    const { api, post, ask } = createBot("unlucky");
    const broken = await post({ context: "x", prompt: "Break" });
    expect([broken.status, errorOf(broken).code]).toEqual([502, "model_failed"]);
    expect(errorOf(broken).message).toContain("id 1");
    const pressed = await post({ id: 1, prompt: "Press" });
    expect([pressed.status, errorOf(pressed).code]).toEqual([503, "model_overloaded"]);
    const { conversationId } = await ask({ id: 1, prompt: "Go on" });
    const { items } = await api.listMessages(conversationId);
    expect(items.filter(({ role }) => role === "user").map(({ content }) => content)).toEqual([
      "Break",
      "Press",
      "Go on",
    ]);
  });

  it("gives the same answer to the same key, at a start and later, also at the same moment", async () => {
    const { api, ask, post } = createBot("again");
    const [start, later] = [{ "Idempotency-Key": newId() }, { "Idempotency-Key": newId() }];
    const first = await Promise.all([1, 2, 3].map(() => ask({ context: "x", prompt: "once" }, start)));
    expect(new Set(first.map((reply) => JSON.stringify(reply))).size).toBe(1);
    const { id, conversationId } = first[0]!;
    const second = await Promise.all([1, 2, 3].map(() => ask({ id, prompt: "twice" }, later)));
    expect(new Set(second.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect((await api.listMessages(conversationId)).items).toHaveLength(4);
    const elsewhere = await ask({ context: "y", prompt: "other" });
    expect((await post({ id: elsewhere.id, prompt: "twice" }, later)).status).toBe(409);
  });
});

describe("the conversations of POST /", () => {
  it("are seen live in the browser and go on from either side", async () => {
    const { api, ask } = createBot("both");
    const client = await TestClient.connect(chatbot().url, { user: "both" });
    const { id, conversationId } = await ask({ context: "x", prompt: "from a program" });
    await client.expect("conversation.updated", ({ conversation }) => conversation.id === conversationId);
    client.send({ type: "conversation.watch", conversationId });
    await api.ask(conversationId, "from the browser");
    const asking = ask({ id, prompt: "from a program again" });
    await client.expect("message.accepted", ({ message }) => message.content === "from a program again");
    await asking;
    expect(promptFor("from a program again").slice(1)).toEqual([
      "user: from a program",
      "assistant: You said: from a program",
      "user: from the browser",
      "assistant: You said: from the browser",
      "user: from a program again",
    ]);
  });

  it("wait for the answer that a person is getting there", async () => {
    const { ask } = createBot("patient");
    const { id, conversationId } = await ask({ context: "x", prompt: "begin" });
    const client = await TestClient.connect(chatbot().url, { user: "patient" });
    chatbot().model.answerTo("slowly", tokens(20, { gapMs: 20 }));
    await client.ask("slowly", { conversationId });
    await ask({ id, prompt: "after it" });
    expect(promptFor("after it").slice(-3)).toEqual([
      "user: slowly",
      `assistant: ${Array.from({ length: 20 }, (_, index) => ` t${index}`).join("")}`,
      "user: after it",
    ]);
  });

  it("are written to their end when the caller hangs up, or stopped if so asked", async () => {
    const { model, url } = chatbot();
    const { api } = createBot("leaver");
    for (const [prompt, stopOnDisconnect, status] of [
      ["stay", undefined, "complete"],
      ["leave", true, "stopped"],
    ] as const) {
      model.answerTo(prompt, tokens(50, { gapMs: 20 }));
      const caller = new AbortController();
      const call = fetch(url, {
        method: "POST",
        headers: { "X-Forwarded-User": "leaver" },
        body: JSON.stringify({ context: "x", prompt, stopOnDisconnect }),
        signal: caller.signal,
      });
      await expect.poll(() => model.openStreams).toBe(1);
      caller.abort();
      await expect(call).rejects.toThrow();
      const [conversation] = (await api.listConversations()).items;
      await expect
        .poll(async () => (await api.listMessages(conversation!.id)).items.at(-1)?.status, { timeout: 5_000 })
        .toBe(status);
    }
  });
});

describe("the page at the same address", () => {
  it("keeps its form, which goes to /?index, and the program its door", async () => {
    const { url } = await startChatbot();
    const { api, ask } = createBot("ada", url);
    const form = new URLSearchParams({
      messageId: newId(),
      conversationId: newId(),
      content: "From the form",
    });
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const sent = await api.post("/?index", form.toString(), { headers });
    expect([sent.status, sent.headers.location]).toEqual([302, `/c/${form.get("conversationId")}`]);
    expect(await ask({ prompt: "From the program" }, headers)).toMatchObject({ id: 1 });
    expect((await api.get("/")).headers["content-type"]).toMatch(/^text\/html/);
  });
});

describe("POST / while the primary is away", () => {
  it("is refused with 503 and says when to come back", async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const relay = await startPostgresRelay(database.primaryUrl);
    const { url } = await startChatbot({ pages: false, database, env: { POSTGRES_PRIMARY_URL: relay.url } });
    const bot = createBot("ada", url);
    const { id } = await bot.ask({ context: "x", prompt: "before" });
    await relay.close();
    for (const body of [
      { id, prompt: "later" },
      { context: "x", prompt: "new" },
    ]) {
      const answer = await bot.post(body);
      expect([answer.status, errorOf(answer).code]).toEqual([503, "database_unavailable"]);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    }
  });
});

describe("two processes behind POST /", () => {
  it("let the turns of one conversation run one after the other", async () => {
    const a = await startChatbot({ pages: false });
    const b = await startChatbot({ pages: false, database: a.database, model: a.model });
    a.model.script(tokens(5, { gapMs: 5 }));
    const bots = [createBot("ada", a.url), createBot("ada", b.url)];
    const { id, conversationId } = await bots[0]!.ask({ context: "x", prompt: "start" });
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => bots[index % 2]!.ask({ id, prompt: `p${index}` })),
    );
    const { items } = await bots[1]!.api.listMessages(conversationId);
    expect(items).toHaveLength(26);
    expect(items.every(({ siblingIds }) => siblingIds.length === 1)).toBe(true);
  });
});

const run = promisify(execFile);
const hasCurl = isInstalled(
  await run("curl", ["--version"]).then(
    () => true,
    () => false,
  ),
  "curl",
);

describe.skipIf(!hasCurl)("the curl examples", () => {
  const curl = async (body: string, ...given: string[]) => {
    const { stdout } = await run("curl", [
      "-sS",
      "-H",
      "X-Forwarded-User: curl",
      ...given,
      "-d",
      body,
      `${chatbot().url}/`,
    ]);
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  it("work unchanged: a form's content type, JSON in it", async () => {
    const first = await curl(
      '{"context":"You are a helpful assistant.","prompt":"Hello, what is your name?"}',
      "-X",
      "POST",
    );
    expect(first).toMatchObject({
      id: 1,
      prompt: "Hello, what is your name?",
      context: "You are a helpful assistant.",
      reply: "You said: Hello, what is your name?",
      timestamp: expect.any(String),
      numberOfTokens: expect.any(Number),
    });
    const second = await curl('{"id":1,"prompt":"Grüße {HISTORY} $& }{"}');
    expect(second).toMatchObject({ id: 1, reply: "You said: Grüße {HISTORY} $& }{" });
  });
});
