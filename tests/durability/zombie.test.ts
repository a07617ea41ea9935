import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { startScriptedModel } from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { KeptTurns } from "./support/kept-turns.ts";
import { askFor, recite, recited } from "./support/recitation.ts";

const streams = 5;

it("lets a process that was thought lost change nothing when it wakes up", { timeout: 90_000 }, async () => {
  const database = await createTestDatabase();
  const model = await startScriptedModel({ answer: recite });
  const [zombie, other] = await Promise.all(
    [1, 2].map(() => spawnChatbot({ database, modelUrl: model.url })),
  );
  if (!zombie || !other) throw new Error("Two processes were asked for.");
  const kept = new KeptTurns(database);
  const inZombie = await TestClient.connect(zombie.url);
  const inOther = await TestClient.connect(other.url);
  const asked = await Promise.all(
    Array.from({ length: streams }, async (_, index) => {
      const content = askFor({ key: `zombie${index}`, words: 5_000, gapMs: 20 });
      const accepted = await inZombie.ask(content);
      inOther.send({ type: "conversation.watch", conversationId: accepted.conversation.id });
      return { content, ...accepted };
    }),
  );
  await sleep(1_000);
  zombie.kill("SIGSTOP");
  const stoppedAtMs = performance.now();
  const ends = await Promise.all(
    asked.map(({ generationId }) =>
      inOther.expect("generation.finished", (frame) => frame.generationId === generationId, 20_000),
    ),
  );
  const closedAfterMs = performance.now() - stoppedAtMs;
  console.log(`closed ${Math.round(closedAfterMs)} ms after the process fell silent`);
  await sleep(20_000 - closedAfterMs);
  expect(model.openStreams).toBe(streams);

  zombie.kill("SIGCONT");
  await expect.poll(() => model.openStreams, { timeout: 5_000 }).toBe(0);
  const ownEnds = await Promise.all(asked.map(({ generationId }) => inZombie.finished(generationId)));
  await sleep(1_000);
  const messages = await kept.messages();
  for (const [index, { content, conversation }] of asked.entries()) {
    const end = ends[index]?.message;
    expect(end).toMatchObject({ status: "interrupted", conversationId: conversation.id });
    expect(recited(content).startsWith(end?.content ?? "-")).toBe(true);
    expect(messages.get(conversation.id)).toMatchObject([
      { role: "user", content },
      { role: "assistant", content: end?.content, status: "interrupted" },
    ]);
    expect(ownEnds[index]?.message, "its own viewers hear what was kept").toEqual(end);
    expect(ownEnds[index]?.seq).toBeGreaterThan(
      inZombie.deltasOf(asked[index]?.generationId ?? "").at(-1)?.seq ?? 0,
    );
  }
  expect(await kept.countUnfinished()).toEqual({ running: 0, logged: 0 });

  const again = askFor({ key: "alive", words: 5, gapMs: 5 });
  const { generationId } = await inZombie.ask(again);
  expect((await inZombie.finished(generationId)).message.content).toBe(recited(again));
  await model.close();
});
