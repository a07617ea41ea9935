import postgres from "postgres";
import { expect, it, onTestFinished } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { findInDatabase } from "#tests/support/find-in-database.ts";
import { judgedText, verdict } from "#tests/support/scripted-guard.ts";
import { stall, startScriptedModel, tokens } from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";

it("leaves only judged text behind when the server is killed while the rest is judged", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const safe = Array.from({ length: 30 }, (_, index) => ` w${index}`);
  const model = await startScriptedModel({
    answer: tokens([...safe, " a", " bomb"], { gapMs: 10, end: "hold", done: false }),
  });
  onTestFinished(() => model.close());
  // Never comes to a verdict on the unsafe part.
  const guard = await startScriptedModel({
    answer: (request) => {
      const answer = judgedText(request).includes("bomb") ? stall() : verdict("safe");
      return typeof answer === "function" ? answer(request) : answer;
    },
  });
  onTestFinished(() => guard.close());
  const chatbot = await spawnChatbot({
    database,
    modelUrl: model.url,
    env: { SAFETY_LLM: JSON.stringify({ url: guard.url, model: "llama-guard-3-8b", hold_back: 20 }) },
  });
  const client = await TestClient.connect(chatbot.url);
  const { generationId } = await client.ask("Tell me");
  await expect.poll(() => guard.openStreams, { timeout: 10_000 }).toBe(1);
  await expect.poll(() => guard.chats.some((request) => judgedText(request).includes("bomb"))).toBe(true);
  const sql = postgres(database.primaryUrl, { max: 1 });
  onTestFinished(() => sql.end());
  const logged = async () =>
    (await sql`select string_agg(text, '' order by seq) as text from generation_events`)[0]?.["text"] as
      string | null;
  await expect.poll(logged).not.toBe(null);
  chatbot.kill("SIGKILL");
  await chatbot.exited;
  expect(safe.join("").startsWith((await logged()) ?? "")).toBe(true);
  expect(safe.join("").startsWith(client.textOf(generationId))).toBe(true);
  expect(await findInDatabase(database, "bomb")).toEqual([]);
});
