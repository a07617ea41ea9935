import postgres from "postgres";
import { v7 as newId } from "uuid";
import { describe, expect, it, onTestFinished } from "vitest";
import { findInDatabase } from "#tests/support/find-in-database.ts";
import { httpBody, lastUserText, splitTokens, stall, tokens } from "#tests/support/scripted-model.ts";
import { startScriptedGuard, verdict } from "#tests/support/scripted-guard.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

type Guard = Awaited<ReturnType<typeof startScriptedGuard>>;

const guarded = (guard: Guard, given: object = {}) => ({
  pages: false,
  env: { SAFETY_LLM: JSON.stringify({ url: guard.url, model: "llama-guard-3-8b", ...given }) },
});

describe("a message that the safety model finds unsafe", () => {
  it("gets no answer, the model is stopped, and the words are kept nowhere", async () => {
    const guard = await startScriptedGuard({ delayMs: 30 });
    const chatbot = await startChatbot(guarded(guard));
    chatbot.model.script(tokens(500, { gapMs: 5 }));
    const client = await TestClient.connect(chatbot.url);
    const { generationId, conversation } = await client.ask("how to build a bomb");
    const { message } = await client.finished(generationId);
    expect(message).toMatchObject({
      status: "blocked",
      content: "",
      error: { code: "content_blocked" },
      safety: {
        direction: "input",
        verdict: "unsafe",
        action: "block",
        categories: [{ code: "S9", name: "Indiscriminate Weapons" }],
      },
    });
    expect(client.textOf(generationId)).toBe("");
    await expect.poll(() => chatbot.model.openStreams).toBe(0);
    expect((await client.expect("message.updated")).message).toMatchObject({ role: "user", content: "" });
    expect(await findInDatabase(chatbot.database, "bomb")).toEqual([]);
    const { items } = await new TestApi(chatbot.url, "ada").listMessages(conversation.id);
    expect(items.map(({ content, status }) => [content, status])).toEqual([
      ["", "complete"],
      ["", "blocked"],
    ]);
    expect(
      await readCount(chatbot.url, "chatbot_safety_checks_total", {
        ...{ direction: "input", verdict: "unsafe", action: "block" },
      }),
    ).toBe(1);
  });

  it("is not told to the model with the next message", async () => {
    const guard = await startScriptedGuard();
    const { url, model } = await startChatbot(guarded(guard));
    const api = new TestApi(url, "ada");
    const { id } = await api.createConversation();
    expect((await api.ask(id, "a bomb")).assistantMessage.status).toBe("blocked");
    expect((await api.ask(id, "a cake")).assistantMessage.status).toBe("complete");
    const asked = model.chats.find((request) => lastUserText(request) === "a cake");
    expect((asked?.body as { messages: unknown }).messages).toEqual([{ role: "user", content: "a cake" }]);
  });

  it("is kept for its author and the operator when that is configured, and hashed for the operator by default", async () => {
    for (const [keep, tables, content] of [
      ["store", ["messages", "safety_audit", "conversations"], "a bomb"],
      ["hash", [], null],
      ["redact", [], null],
    ] as const) {
      const guard = await startScriptedGuard();
      const chatbot = await startChatbot(guarded(guard, { keep }));
      const client = await TestClient.connect(chatbot.url);
      await client.finished((await client.ask("a bomb")).generationId);
      expect((await findInDatabase(chatbot.database, "bomb")).toSorted()).toEqual([...tables].toSorted());
      const sql = postgres(chatbot.database.primaryUrl, { max: 1 });
      onTestFinished(() => sql.end());
      await expect.poll(() => sql`select 1 from safety_audit`).toHaveLength(1);
      const [row] = await sql`select * from safety_audit`;
      expect(row).toMatchObject({
        ...{ user_id: "ada", direction: "input", verdict: "unsafe", action: "block", categories: ["S9"] },
        ...{ content, guard: "llama-guard-3-8b" },
      });
      expect(row?.["content_sha256"] !== null).toBe(keep !== "redact");
    }
  });

  it("is found out and withheld also when its author stops at once, or the model fails", async () => {
    const guard = await startScriptedGuard({ delayMs: 200 });
    const chatbot = await startChatbot(guarded(guard));
    const client = await TestClient.connect(chatbot.url);
    chatbot.model.script(stall());
    const stopped = await client.ask("a bomb");
    client.send({ type: "generation.stop", generationId: stopped.generationId });
    expect((await client.finished(stopped.generationId)).message.status).toBe("blocked");
    chatbot.model.script(httpBody(400, "text/plain", "no"));
    const failed = await client.ask("another bomb");
    expect((await client.finished(failed.generationId)).message.status).toBe("blocked");
    expect(await findInDatabase(chatbot.database, "bomb")).toEqual([]);
  });

  it("cannot be asked again once its words are gone, but edited", async () => {
    const guard = await startScriptedGuard();
    const { url } = await startChatbot(guarded(guard));
    const client = await TestClient.connect(url);
    const { generationId, message } = await client.ask("a bomb");
    const answer = (await client.finished(generationId)).message;
    for (const messageId of [message.id, answer.id]) {
      const refusal = await client.refusal({ type: "message.regenerate", messageId });
      expect(refusal).toMatchObject({ code: "invalid_request" });
      expect(refusal.message).toContain("withheld");
    }
    const id = newId();
    client.send({ type: "message.edit", id, messageId: message.id, content: "a cake" });
    const edited = await client.expect("message.accepted", (frame) => frame.id === id);
    expect((await client.finished(edited.generationId)).message.status).toBe("complete");
  });

  it("does not become a title, also where its words are kept", async () => {
    const guard = await startScriptedGuard();
    const { url, model } = await startChatbot(guarded(guard, { keep: "store" }));
    const api = new TestApi(url, "ada");
    const { id } = await api.createConversation();
    await api.ask(id, "a bomb");
    const before = model.chats.length;
    expect((await api.post(`/api/conversations/${id}/title`)).status).toBe(400);
    expect(model.chats).toHaveLength(before);
    await api.ask(id, "a cake");
    expect((await api.post(`/api/conversations/${id}/title`)).status).toBe(200);
    expect(JSON.stringify(model.chats.slice(before))).not.toContain("bomb");
  });

  it("is answered when its category is only to be noted", async () => {
    const guard = await startScriptedGuard({ codes: "S6" });
    const { url } = await startChatbot(guarded(guard, { check: "input", actions: { S6: "warn" } }));
    const { assistantMessage } = await askOnce(url, "a bomb");
    expect(assistantMessage).toMatchObject({
      status: "complete",
      safety: { direction: "input", action: "warn", categories: [{ code: "S6" }] },
    });
  });

  it("is answered without a word when its category does not block", async () => {
    const guard = await startScriptedGuard({ codes: "S6" });
    const { url } = await startChatbot(guarded(guard, { check: "input", categories: ["S1"] }));
    const { assistantMessage } = await askOnce(url, "a bomb");
    expect(assistantMessage.status).toBe("complete");
    expect(assistantMessage.safety).toBeUndefined();
  });
});

async function askOnce(url: string, content: string) {
  const api = new TestApi(url, "ada");
  return api.ask((await api.createConversation()).id, content);
}

describe("an answer that turns unsafe", () => {
  it("is withdrawn wherever the passage stands, and no socket ever hears the passage", async () => {
    const guard = await startScriptedGuard();
    const chatbot = await startChatbot(guarded(guard, { hold_back: 20 }));
    const words = Array.from({ length: 24 }, (_, index) => ` w${index}`);
    const client = await TestClient.connect(chatbot.url);
    const places = process.env["CI"] ? [...words.keys()] : [0, 1, 7, 23];
    for (const place of places) {
      chatbot.model.script(tokens(words.toSpliced(place, 0, " the", " bo", "mb", " recipe"), { gapMs: 1 }));
      const { generationId, conversation } = await client.ask(`place ${place}`);
      const second = await TestClient.connect(chatbot.url);
      second.send({ type: "conversation.watch", conversationId: conversation.id });
      const { message } = await client.finished(generationId);
      expect(message, `at ${place}`).toMatchObject({
        ...{ status: "blocked", content: "", safety: { direction: "output", action: "block" } },
      });
      await second.settled();
      expect(client.words() + second.words(), `at ${place}`).not.toContain("bomb");
      // What is shown was found safe; it may come up to the passage, not into it.
      expect(words.join("")).toContain(
        client
          .textOf(generationId)
          .replace(/ the?( bo?)?$/, "")
          .trim(),
      );
    }
    expect(await findInDatabase(chatbot.database, "bomb")).toEqual([]);
    await expect.poll(() => chatbot.model.openStreams).toBe(0);
    const { text } = await new TestApi(chatbot.url, "ada").get("/api/export");
    expect(text).not.toContain("recipe");
  });

  it("is not shown before its end when the whole is to be judged first", async () => {
    const guard = await startScriptedGuard();
    const { url, model } = await startChatbot(guarded(guard, { hold_back: "whole", check: "output" }));
    const client = await TestClient.connect(url);
    const long = Array.from({ length: 200 }, (_, index) => ` word ${index}`);
    model.script(tokens(long, { gapMs: 1 }));
    const good = await client.ask("tell");
    const { message } = await client.finished(good.generationId);
    expect(message.status).toBe("complete");
    expect(client.textOf(good.generationId)).toBe(long.join(""));
    expect(guard.chats).toHaveLength(1);
    model.script(tokens([...long, " bomb"], { gapMs: 1 }));
    const bad = await client.ask("tell more");
    expect((await client.finished(bad.generationId)).message.status).toBe("blocked");
    expect(client.textOf(bad.generationId)).toBe("");
  });

  it("is judged with the question before it", async () => {
    const guard = await startScriptedGuard();
    const { url, model } = await startChatbot(guarded(guard, { check: "output" }));
    model.script(tokens(["Fine."]));
    await askOnce(url, "How are you?");
    expect(guard.chats.at(-1)?.body).toMatchObject({
      temperature: 0,
      stream: false,
      messages: [
        { role: "user", content: "How are you?" },
        { role: "assistant", content: "Fine." },
      ],
    });
  });

  it("shows only judged text when it is stopped, reloaded or watched by a second tab meanwhile", async () => {
    const guard = await startScriptedGuard({ delayMs: 20 });
    const chatbot = await startChatbot(guarded(guard, { hold_back: 30, check: "output" }));
    const safe = splitTokens("A safe beginning that is long enough to be judged and shown to the person. ");
    chatbot.model.script(
      tokens([...safe, ..."bomb bomb bomb".split("")], { gapMs: 3, end: "hold", done: false }),
    );
    const client = await TestClient.connect(chatbot.url);
    const { generationId, conversation } = await client.ask("tell");
    await client.expect("generation.delta");
    client.send({ type: "generation.stop", generationId });
    const { message } = await client.finished(generationId);
    expect(["stopped", "blocked"]).toContain(message.status);
    const reloaded = await new TestApi(chatbot.url, "ada").listMessages(conversation.id);
    expect(JSON.stringify(reloaded) + client.words()).not.toContain("bomb");
    expect(await findInDatabase(chatbot.database, "bomb")).toEqual([]);
  });

  it("is judged for what it thinks as for what it says", async () => {
    const guard = await startScriptedGuard();
    const chatbot = await startChatbot(guarded(guard, { hold_back: 10 }));
    const thoughts = ["First", " of", " all", " a", " bo", "mb", " then"];
    chatbot.model.script(
      tokens(["Fine", " so", " far"], {
        gapMs: 2,
        reasoning: { tokens: thoughts, key: "reasoning_content" },
      }),
    );
    const client = await TestClient.connect(chatbot.url);
    const { generationId } = await client.ask("think");
    const { message } = await client.finished(generationId);
    expect(message).toMatchObject({ status: "blocked", content: "" });
    expect(message.reasoning).toBeUndefined();
    expect(client.words()).not.toContain("mb");
    expect(await findInDatabase(chatbot.database, "bomb")).toEqual([]);
  });

  it("is taken back whole when its continuation is unsafe", async () => {
    const guard = await startScriptedGuard();
    const { url, model } = await startChatbot(guarded(guard, { hold_back: 5 }));
    model.script(
      tokens(splitTokens("A good beginning "), { gapMs: 1, end: "hold", done: false, finishReason: "" }),
    );
    const client = await TestClient.connect(url);
    const { generationId } = await client.ask("tell");
    await client.expect("generation.delta");
    client.send({ type: "generation.stop", generationId });
    const stopped = await client.finished(generationId);
    expect(stopped.message).toMatchObject({ status: "stopped" });
    model.script(tokens(["and", " a", " bomb"]));
    const id = crypto.randomUUID();
    client.send({ type: "message.continue", id, messageId: stopped.message.id });
    const { message } = await client.finished(id);
    expect(message).toMatchObject({ id: stopped.message.id, status: "blocked", content: "" });
  });
});

describe("a safety model that gives no verdict", () => {
  const troubles = [
    ["is down", (guard: Guard) => guard.close()],
    ["answers garbage", (guard: Guard) => guard.script(verdict("I am not sure."))],
    ["answers nothing", (guard: Guard) => guard.script(verdict(""))],
    ["answers an error page", (guard: Guard) => guard.script(httpBody(502, "text/html", "<h1>502</h1>"))],
    ["answers no JSON", (guard: Guard) => guard.script(httpBody(200, "text/html", "<h1>Hi</h1>"))],
    ["is too slow", (guard: Guard) => guard.script(stall())],
  ] as const;

  it.each(troubles)("blocks with its own reason by default when it %s", async (_what, trouble) => {
    const guard = await startScriptedGuard();
    const chatbot = await startChatbot(guarded(guard, { timeout_ms: 300 }));
    await trouble(guard);
    const { userMessage, assistantMessage } = await askOnce(chatbot.url, "Hello");
    expect(assistantMessage).toMatchObject({
      status: "blocked",
      content: "",
      error: { code: "safety_unavailable" },
      safety: { direction: "input", verdict: "unknown", action: "block", categories: [] },
    });
    // Nobody found these words unsafe: they stay, to be tried again.
    expect(userMessage.content).toBe("Hello");
    const labels = { direction: "input", verdict: "unknown", action: "block" };
    expect(await readCount(chatbot.url, "chatbot_safety_checks_total", labels)).toBe(1);
    expect(chatbot.logLines.join("")).toContain("the safety model gave no verdict");
    expect(chatbot.logLines.join("")).not.toContain("Hello");
  });

  it.each(troubles)(
    "lets the answer through with a note when that is configured and it %s",
    async (_what, trouble) => {
      const guard = await startScriptedGuard();
      const { url } = await startChatbot(guarded(guard, { timeout_ms: 300, on_error: "allow" }));
      await trouble(guard);
      const { assistantMessage } = await askOnce(url, "Hello");
      expect(assistantMessage).toMatchObject({
        status: "complete",
        content: "You said: Hello",
        safety: { verdict: "unknown", action: "warn" },
      });
      const labels = { direction: "output", verdict: "unknown", action: "allow" };
      expect(await readCount(url, "chatbot_safety_checks_total", labels)).toBeGreaterThan(0);
    },
  );

  it("is asked by a prompt of ours when its template would lose the conversation", async () => {
    const guard = await startScriptedGuard();
    guard.route(
      "POST /chat_tokenize",
      httpBody(200, "application/json", '{"tokenize_response":[],"templated_text":""}'),
    );
    guard.route(
      "POST /v1/completions",
      httpBody(200, "application/json", '{"choices":[{"text":"unsafe\\nS1<|eot_id|>"}]}'),
    );
    const { url, logLines } = await startChatbot(guarded(guard));
    const { assistantMessage } = await askOnce(url, "A question");
    expect(assistantMessage).toMatchObject({
      status: "blocked",
      safety: { categories: [{ code: "S1", name: "Violent Crimes" }] },
    });
    const asked = guard.requests.find(({ path }) => path === "/v1/completions");
    expect((asked?.body as { prompt: string }).prompt).toContain("User: A question");
    expect(logLines.join("")).toContain("loses the conversation");
  });
});
