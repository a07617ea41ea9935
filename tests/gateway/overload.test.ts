import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import {
  echo,
  htmlError,
  overloaded429,
  overloadedInBand,
  refuseAfterAccept,
  startScriptedModel,
  stall,
  tokens,
  type Answer,
  type ScriptedModel,
} from "#tests/support/scripted-model.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";

/** A model that takes only so many at once and says so, as TGI does. */
function withRoomFor(
  model: () => ScriptedModel,
  room: number,
  answer: Answer,
  refusal: () => Answer,
): Answer {
  return (request) => {
    const chosen = model().openStreams > room ? refusal() : answer;
    return typeof chosen === "function" ? chosen(request) : chosen;
  };
}

const overloads = [
  { how: "429", refusal: () => overloaded429() },
  { how: "429 that says when to come back", refusal: () => overloaded429({ "retry-after": "1" }) },
  { how: "a bare 503", refusal: () => htmlError(503) },
  { how: "an overload inside the stream", refusal: overloadedInBand },
];

describe("a model that refuses for want of room", () => {
  it.each(overloads)(
    "by $how gives every answer in the end, and those who wait hear their place",
    async ({ refusal }) => {
      const { model, url } = await startChatbot({ pages: false, env: { MODEL_BREAKER_FAILURES: "50" } });
      model.script(withRoomFor(() => model, 2, tokens(8, { gapMs: 15 }), refusal));
      const clients = await Promise.all(
        ["ada", "ben", "eve"].map((user) => TestClient.connect(url, { user })),
      );
      const turns = await Promise.all(
        clients.flatMap((client) =>
          [1, 2, 3].map(async (turn) => ({ client, ...(await client.ask(`turn ${turn}`)) })),
        ),
      );
      for (const { client, generationId } of turns) {
        expect(
          (await client.expect("generation.finished", (f) => f.generationId === generationId, 20_000))
            .message,
        ).toMatchObject({ status: "complete" });
      }
      const places = clients.flatMap((client) => client.framesOf("generation.queued"));
      expect(places.length).toBeGreaterThan(3);
      expect(places.map(({ position }) => position)).toContain(1);
      expect(
        await readCount(url, "chatbot_model_queue_seconds_count", { outcome: "admitted" }),
      ).toBeGreaterThan(3);
      // Titles wait in the same line.
      await expect.poll(() => readCount(url, "chatbot_model_queue_length"), { timeout: 20_000 }).toBe(0);
    },
  );
});

const single = { LLM__MAX_CONCURRENT: "1" };

describe("a line before a model", () => {
  it("gives users turns, whoever asked most", async () => {
    const { model, url } = await startChatbot({ pages: false, env: single });
    model.script(tokens(4, { gapMs: 10 }));
    const [ada, ben] = [await TestClient.connect(url), await TestClient.connect(url, { user: "ben" })];
    model.answerTo("first", tokens(10, { gapMs: 30 }));
    await ada.ask("first");
    for (const content of ["a1", "a2", "a3"]) await ada.ask(content);
    const { generationId } = await ben.ask("b1");
    await ben.finished(generationId);
    await expect.poll(() => ada.framesOf("generation.finished").length, { timeout: 10_000 }).toBe(4);
    const order = model.chats.map(
      ({ body }) => (body as { messages: { content: string }[] }).messages.at(-1)?.content,
    );
    expect(order.filter((content) => /^[ab]\d$/.test(content ?? ""))).toEqual(["a1", "b1", "a2", "a3"]);
  });

  it("tells a place to who comes late, moves up, and stops without asking the model", async () => {
    const { model, url } = await startChatbot({ pages: false, env: single });
    model.answerTo("block", stall({ before: 1 }));
    const client = await TestClient.connect(url);
    const blocking = await client.ask("block");
    const [one, two] = [await client.ask("one"), await client.ask("two")];
    await client.expect("generation.queued", (f) => f.generationId === two.generationId && f.position === 2);
    const late = await TestClient.connect(url);
    late.send({ type: "conversation.watch", conversationId: two.conversation.id });
    await late.expect("generation.queued", ({ position }) => position === 2);
    client.send({ type: "generation.stop", generationId: one.generationId });
    expect((await client.finished(one.generationId)).message).toMatchObject({
      status: "stopped",
      content: "",
    });
    await client.expect("generation.queued", (f) => f.generationId === two.generationId && f.position === 1);
    expect(model.chats).toHaveLength(1);
    client.send({ type: "generation.stop", generationId: blocking.generationId });
    await client.expect("generation.queued", (f) => f.generationId === two.generationId && f.position === 0);
    expect((await client.finished(two.generationId)).message.content).toBe("You said: two");
    await expect.poll(() => late.framesOf("generation.finished").length).toBe(1);
  });

  it("ends as overloaded what waits too long or finds no room to wait", async () => {
    const { model, url } = await startChatbot({
      pages: false,
      env: { ...single, LIMIT_QUEUE_SECONDS: "1", LIMIT_QUEUED_ANSWERS: "1" },
    });
    model.answerTo("block", stall({ before: 1 }));
    const client = await TestClient.connect(url);
    await client.ask("block");
    const waiting = await client.ask("waiting");
    const refused = await client.ask("refused");
    for (const { generationId } of [refused, waiting]) {
      expect((await client.finished(generationId)).message).toMatchObject({
        status: "failed",
        error: { code: "model_overloaded" },
      });
    }
    expect(await readCount(url, "chatbot_model_queue_seconds_count", { outcome: "full" })).toBe(1);
    expect(await readCount(url, "chatbot_model_queue_seconds_count", { outcome: "timeout" })).toBe(1);
  });

  it("is emptied by a restart: what waits is kept as interrupted", async () => {
    const chatbot = await startChatbot({ pages: false, env: single });
    chatbot.model.answerTo("block", stall({ before: 1 }));
    const client = await TestClient.connect(chatbot.url);
    await client.ask("block");
    const { generationId } = await client.ask("waiting");
    await client.expect("generation.queued");
    const closing = chatbot.close(3_500);
    expect((await client.finished(generationId)).message).toMatchObject({
      status: "interrupted",
      content: "",
    });
    await closing;
    expect(chatbot.model.chats).toHaveLength(1);
  });
});

describe("a model that fails again and again", () => {
  it("is left alone, so that people hear of it at once, and asked again after a rest", async () => {
    const { model, url } = await startChatbot({
      pages: false,
      env: { MODEL_BREAKER_FAILURES: "2", MODEL_BREAKER_SECONDS: "1" },
    });
    model.script(htmlError(500));
    const client = await TestClient.connect(url);
    const fail = async () => {
      const { generationId } = await client.ask("Try");
      return (await client.finished(generationId)).message.error?.code;
    };
    expect([await fail(), await fail()]).toEqual(["model_failed", "model_failed"]);
    const asked = model.chats.length;
    expect(await fail()).toBe("model_unavailable");
    expect(model.chats).toHaveLength(asked);
    expect(await readCount(url, "chatbot_model_breaker_state")).toBe(2);
    model.script(echo());
    await expect.poll(fail, { timeout: 10_000, interval: 200 }).toBeUndefined();
    expect(await readCount(url, "chatbot_model_breaker_state")).toBe(0);
  });
});

describe("a fallback", () => {
  const causes: { when: string; answer: Answer; env?: Record<string, string> }[] = [
    { when: "is away", answer: refuseAfterAccept() },
    { when: "is overloaded for too long", answer: overloaded429({ "retry-after": "60" }) },
    { when: "says nothing", answer: stall() },
  ];

  it.each(causes)("answers under its own name when the first model $when", async ({ answer }) => {
    const second = await startScriptedModel({ answer: tokens(["From", " the", " second"]) });
    const first = await startScriptedModel({ answer });
    const LLM = JSON.stringify([
      { url: first.url, name: "First", fallback: "Second", timeout_ms: 700 },
      { url: second.url, name: "Second", fallback: "First" },
    ]);
    const { url } = await startChatbot({ pages: false, model: first, env: { LLM } });
    const client = await TestClient.connect(url);
    const { generationId } = await client.ask("Hello");
    expect((await client.finished(generationId)).message).toMatchObject({
      status: "complete",
      content: "From the second",
      model: "Second",
    });
    expect(
      await readCount(url, "chatbot_model_fallbacks_total", { model: "First", fallback: "Second" }),
    ).toBeGreaterThan(0);
    await first.close();
    await second.close();
  });

  it("does not answer after the first token", async () => {
    const second = await startScriptedModel();
    const first = await startScriptedModel({ answer: stall({ before: 2 }) });
    const LLM = JSON.stringify([
      { url: first.url, name: "First", fallback: "Second", timeout_ms: 300 },
      { url: second.url, name: "Second" },
    ]);
    const { url } = await startChatbot({ pages: false, model: first, env: { LLM } });
    const client = await TestClient.connect(url);
    client.send({ type: "message.send", id: newId(), content: "Hello" });
    const { message } = await client.expect("generation.finished");
    expect(message).toMatchObject({ status: "failed", model: "First", content: " t0 t1" });
    expect(second.chats).toHaveLength(0);
    await first.close();
    await second.close();
  });
});
