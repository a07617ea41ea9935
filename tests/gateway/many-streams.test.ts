import { v7 as newId } from "uuid";
import postgres from "postgres";
import { expect, it, onTestFinished } from "vitest";
import { lastUserText, splitTokens, tokens } from "#tests/support/scripted-model.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";

const streams = 200;
const people = 20;
const tokensEach = 100;

/** Its own words for each question, so that a token of another stream would show. */
const answerTo = (question: string) =>
  Array.from({ length: tokensEach }, (_, index) => `${question}:${index} `).join("");

it("streams 200 answers at once, each token once and in order, and stores what it streamed", async () => {
  const { url, database } = await startChatbot({
    pages: false,
    modelOptions: {
      answer: (request) => tokens(splitTokens(answerTo(lastUserText(request))), { gapMs: 20 })(request),
    },
  });
  const sql = postgres(database.primaryUrl, { max: 1, onnotice: () => undefined });
  onTestFinished(() => sql.end());
  const clients = await Promise.all(
    Array.from({ length: people }, (_, index) => TestClient.connect(url, { user: `person-${index}` })),
  );
  const questions = Array.from({ length: streams }, (_, index) => `q${index}`);
  const finished = await Promise.all(
    questions.map(async (question, index) => {
      const client = clients[index % people]!;
      const { generationId } = await client.ask(question, { conversationId: newId() });
      const { seq, message } = await client.expect(
        "generation.finished",
        (frame) => frame.generationId === generationId,
        30_000,
      );
      const deltas = client.deltasOf(generationId);
      expect(deltas.map((delta) => delta.seq)).toEqual(deltas.map((_, at) => at + 1));
      expect(seq).toBe(deltas.length + 1);
      expect(client.textOf(generationId)).toBe(answerTo(question));
      return message;
    }),
  );
  const rows = await sql<{ id: string; content: string; status: string }[]>`
    select id, content, status from messages where role = 'assistant'`;
  const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
  const told = finished.map(({ id, content, status }) => ({ id, content, status }));
  expect([...rows].sort(byId)).toEqual(told.sort(byId));
  expect(new Set(told.map(({ status }) => status))).toEqual(new Set(["complete"]));
  // An entry that was on its way while its answer was written is swept up a little later.
  const countEntries = async () => (await sql`select generation_id from generation_events`).length;
  await expect.poll(countEntries, { timeout: 15_000 }).toBe(0);
});
