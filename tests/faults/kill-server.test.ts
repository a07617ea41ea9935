import { v7 as newId } from "uuid";
import { expect, it, onTestFinished } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { startScriptedModel, tokens } from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { words } from "#tests/support/words.ts";

/** A process that was killed counts as lost after its lease of 15 s. */
const leasePatienceMs = 25_000;

it("keeps message and answer of a server that is killed, for the one that is started after it", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const model = await startScriptedModel({ answer: tokens(words(2_000), { gapMs: 10 }) });
  onTestFinished(() => model.close());
  const killed = await spawnChatbot({ database, modelUrl: model.url });
  const client = await TestClient.connect(killed.url);
  const question = { id: newId(), conversationId: newId() };
  const { generationId } = await client.ask("Tell me everything", question);
  await client.expect("generation.delta", ({ seq }) => seq > 60);
  killed.kill("SIGKILL");
  expect(await client.closed).toBe(1006);
  await killed.exited;
  const shown = client.textOf(generationId);

  const next = await spawnChatbot({ database, modelUrl: model.url });
  const again = await TestClient.connect(next.url);
  const lastSeq = client.deltasOf(generationId).at(-1)!.seq;
  again.send({
    type: "conversation.watch",
    conversationId: question.conversationId,
    generationId,
    afterSeq: lastSeq,
  });
  again.send({ type: "message.send", content: "Tell me everything", ...question });
  const { message } = await again.expect("generation.finished", () => true, leasePatienceMs);
  expect(message).toMatchObject({ status: "interrupted", error: { code: "interrupted" }, generationId });
  expect(message.content).not.toBe("");
  expect(shown.startsWith(message.content) || message.content.startsWith(shown)).toBe(true);
  const api = new TestApi(next.url, "ada");
  const { items } = await api.listMessages(question.conversationId);
  expect(items.map(({ id }) => id)).toEqual([question.id, message.id]);
  expect(items[1]).toEqual(message);
  expect(await api.findConversation(question.conversationId)).toMatchObject({ generating: false });
}, 60_000);
