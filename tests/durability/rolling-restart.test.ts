import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { closeCode } from "#app/protocol/frames.ts";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { startScriptedModel } from "#tests/support/scripted-model.ts";
import { spawnChatbot, type SpawnedChatbot } from "#tests/support/spawn-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { startBalancer } from "./support/balancer.ts";
import { createChance } from "./support/chance.ts";
import { KeptTurns } from "./support/kept-turns.ts";
import { askFor, recite, recited } from "./support/recitation.ts";
import { Tab } from "./support/tab.ts";

const people = 50;

async function start() {
  const chance = createChance("rolling restart");
  const database = await createTestDatabase();
  const model = await startScriptedModel({ answer: recite, recordsRequests: false });
  onTestFinished(() => model.close());
  const spawn = () => spawnChatbot({ database, modelUrl: model.url });
  const [a, b] = await Promise.all([spawn(), spawn()]);
  return { chance, kept: new KeptTurns(database), spawn, a, b };
}

/** As an orchestrator does: the process is taken out and told to end, and a new one takes its place. */
async function replace(old: SpawnedChatbot, other: SpawnedChatbot, given: Awaited<ReturnType<typeof open>>) {
  given.balancer.sendTo([other.url]);
  old.kill("SIGTERM");
  expect(await old.exited).toBe(0);
  const next = await given.spawn();
  given.balancer.sendTo([next.url, other.url]);
  return next;
}

async function open() {
  const started = await start();
  const balancer = await startBalancer(started.chance, [started.a.url, started.b.url]);
  const tabs = await Promise.all(
    Array.from({ length: people }, (_, index) => Tab.open({ url: balancer.url, user: `person${index}` })),
  );
  return { ...started, balancer, tabs };
}

it(
  "keeps every answer whole while all processes are replaced under 50 streams",
  { timeout: 120_000 },
  async () => {
    const given = await open();
    const { a, b, chance, kept, tabs } = given;
    let isOver = false;
    /** One turn after another, until both processes are new. */
    const talk = async (tab: Tab, person: number) => {
      const contents: string[] = [];
      let conversationId = "";
      while (!isOver || contents.length < 2) {
        const turn = contents.length;
        const content = askFor({ key: `p${person}t${turn}`, words: 60 + chance.below(60), gapMs: 25 });
        if (turn === 0) conversationId = tab.begin(content).conversationId;
        else tab.send(conversationId, content);
        contents.push(content);
        await tab.until(
          () => tab.isQuiet(conversationId) && tab.rows(conversationId).length === 2 * contents.length,
          `answer ${turn} of person ${person}`,
          60_000,
        );
      }
      return { conversationId, contents };
    };
    const talks = Promise.all(tabs.map(talk));
    await sleep(1_000);
    const a2 = await replace(a, b, given);
    const b2 = await replace(b, a2, given);
    isOver = true;
    const talked = await talks;

    const messages = await kept.messages();
    for (const [person, { conversationId, contents }] of talked.entries()) {
      const expected = contents.flatMap((content) => [
        { role: "user", content, status: "complete" },
        { role: "assistant", content: recited(content), status: "complete" },
      ]);
      expect(messages.get(conversationId)).toMatchObject(expected);
      expect(tabs[person]?.rows(conversationId)).toMatchObject(expected);
    }
    expect([a2, b2].every(({ lines }) => !lines.some((line) => /"level":"?(error|fatal)/.test(line)))).toBe(
      true,
    );
  },
);

it("sends idle clients away at once, and those with an answer under way when it has ended", async () => {
  const { a, b } = await start();
  const idle = await TestClient.connect(a.url, { user: "idle" });
  const busy = await TestClient.connect(a.url, { user: "busy" });
  const content = askFor({ key: "long", words: 100, gapMs: 25 });
  const { generationId, conversation } = await busy.ask(content);
  await busy.expect("generation.delta");
  const toldAtMs = performance.now();
  a.kill("SIGTERM");
  expect(await idle.closed).toBe(closeCode.serviceRestart);
  expect(performance.now() - toldAtMs).toBeLessThan(1_000);
  expect(busy.framesOf("generation.finished")).toEqual([]);

  // It takes no more turns itself; another process does, under the same id.
  const next = {
    type: "message.send",
    conversationId: conversation.id,
    content: askFor({ key: "next", words: 3, gapMs: 5 }),
  };
  const refused = await busy.refusal(next);
  expect(refused).toMatchObject({ code: "draining", retryable: true });
  const elsewhere = await TestClient.connect(b.url, { user: "busy" });
  const id = refused.ref ?? "";
  const accepted = await elsewhere.ask(next.content, { id, conversationId: conversation.id });
  elsewhere.send({ ...next, id });
  await elsewhere.finished(accepted.generationId);
  await elsewhere.settled();
  expect(
    elsewhere.framesOf("message.accepted").every((frame) => frame.generationId === accepted.generationId),
  ).toBe(true);

  expect((await busy.finished(generationId)).message).toMatchObject({
    status: "complete",
    content: recited(content),
  });
  expect(await busy.closed).toBe(closeCode.serviceRestart);
  expect(await a.exited).toBe(0);
});
