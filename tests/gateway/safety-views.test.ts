import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { findInDatabase } from "#tests/support/find-in-database.ts";
import { startScriptedGuard } from "#tests/support/scripted-guard.ts";
import { tokens } from "#tests/support/scripted-model.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const words = Array.from({ length: 24 }, (_, index) => ` w${index}`);

async function startTwo(given: object, guardOptions: Parameters<typeof startScriptedGuard>[0] = {}) {
  const guard = await startScriptedGuard(guardOptions);
  const env = { SAFETY_LLM: JSON.stringify({ url: guard.url, model: "llama-guard-3-8b", ...given }) };
  const a = await startChatbot({ pages: false, env });
  const b = await startChatbot({ pages: false, env, database: a.database, model: a.model });
  return { a, b };
}

interface SafetyEvent {
  type: string;
  generationId?: string;
  text?: string;
}

const eventsOf = (body: string): SafetyEvent[] =>
  body
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => JSON.parse(line.slice(5)) as SafetyEvent);

describe("an answer that turns unsafe, watched from everywhere", () => {
  it("shows no more than was found safe to sockets of two processes and to the event stream", async () => {
    const { a, b } = await startTwo({ hold_back: 12, check: "output" });
    const conversation = await new TestApi(a.url, "ada").createConversation();
    const inA = await TestClient.connect(a.url);
    const inB = await TestClient.connect(b.url);
    for (const client of [inA, inB]) {
      client.send({ type: "conversation.watch", conversationId: conversation.id });
    }
    const places = process.env["CI"] ? [...words.keys(), words.length] : [0, 9, words.length];
    for (const place of places) {
      a.model.script(tokens(words.toSpliced(place, 0, " a", " bo", "mb"), { gapMs: 12 }));
      const stream = await new TestApi(a.url, "ada").post(
        `/api/conversations/${conversation.id}/messages`,
        { content: `place ${place}` },
        { headers: { Accept: "text/event-stream" } },
      );
      const shownAtMost = words.slice(0, place).join("") + " a bo";
      const told = eventsOf(stream.text);
      const deltas = told.filter(({ type }) => type === "generation.delta");
      const streamed = deltas.map(({ text }) => text).join("");
      expect(shownAtMost.startsWith(streamed), `at ${place}: ${streamed}`).toBe(true);
      const generationId = told.find(({ type }) => type === "generation.started")?.generationId ?? "";
      for (const client of [inA, inB]) {
        const { message } = await client.finished(generationId);
        expect(message, `at ${place}`).toMatchObject({ status: "blocked", content: "" });
        expect(shownAtMost.startsWith(client.textOf(generationId)), `at ${place}`).toBe(true);
      }
      expect(stream.text).not.toContain("bomb");
    }
    for (const client of [inA, inB]) expect(client.words()).not.toContain("mb");
    expect(await findInDatabase(a.database, "bomb")).toEqual([]);
  });

  it("is stopped from another process with judged text only", async () => {
    const { a, b } = await startTwo({ hold_back: 10, check: "output" }, { delayMs: 20 });
    a.model.script(tokens([...words, " a", " bo", "mb"], { gapMs: 15, end: "hold", done: false }));
    const inA = await TestClient.connect(a.url);
    const inB = await TestClient.connect(b.url);
    const conversationId = newId();
    inB.send({ type: "conversation.watch", conversationId });
    const { generationId } = await inA.ask("tell", { conversationId });
    await inB.expect("generation.delta");
    inB.send({ type: "generation.stop", generationId });
    const { message } = await inA.finished(generationId);
    expect(["stopped", "blocked"]).toContain(message.status);
    expect(`${words.join("")} a bo`.startsWith(message.content)).toBe(true);
    expect((await inB.finished(generationId)).message).toEqual(message);
    const { items } = await new TestApi(b.url, "ada").listMessages(conversationId);
    expect(items.at(-1)).toEqual(message);
    expect(inA.words() + inB.words() + JSON.stringify(items)).not.toContain("bomb");
    expect(await findInDatabase(a.database, "bomb")).toEqual([]);
  });

  it("tells both processes that the words of the question are withheld", async () => {
    const { a, b } = await startTwo({}, { delayMs: 50 });
    const inA = await TestClient.connect(a.url);
    const inB = await TestClient.connect(b.url);
    const conversationId = newId();
    inB.send({ type: "conversation.watch", conversationId });
    const { generationId, message } = await inA.ask("a bomb", { conversationId });
    for (const client of [inA, inB]) {
      const updated = await client.expect("message.updated", (frame) => frame.message.id === message.id);
      expect(updated.message.content).toBe("");
      expect((await client.finished(generationId)).message.status).toBe("blocked");
    }
    const { items } = await new TestApi(b.url, "ada").listMessages(conversationId);
    expect(items.map(({ content }) => content)).toEqual(["", ""]);
    const { title } = (await new TestApi(b.url, "ada").findConversation(conversationId))!;
    expect(title).not.toContain("bomb");
  });
});
