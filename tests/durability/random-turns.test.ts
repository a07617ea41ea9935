import fc from "fast-check";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import type { ServerFrame } from "#app/protocol/frames.ts";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { startScriptedModel } from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
import { startBalancer } from "./support/balancer.ts";
import { createChance } from "./support/chance.ts";
import { KeptTurns, type KeptMessage } from "./support/kept-turns.ts";
import { Fleet, Person, plans } from "./support/people.ts";
import { recite, recited } from "./support/recitation.ts";
import { Tab } from "./support/tab.ts";

const people = 8;
/** An answer takes at most 3 s here; that of a killed process is closed within 20 s. */
const longestRunSeconds = 23;

it("keeps its promises whatever people do while processes are killed", { timeout: 180_000 }, async () => {
  const chance = createChance("random turns");
  const database = await createTestDatabase();
  const model = await startScriptedModel({ answer: recite, recordsRequests: false });
  onTestFinished(() => model.close());
  const options = { database, modelUrl: model.url };
  const processes = await Promise.all([spawnChatbot(options), spawnChatbot(options)]);
  const balancer = await startBalancer(
    chance,
    processes.map(({ url }) => url),
  );
  const fleet = new Fleet(processes, balancer, options);
  const kept = new KeptTurns(database);
  const watch = watchForStuckAnswers(kept);

  const chosen = fc.sample(plans, { numRuns: people, seed: chance.seed | 0 });
  const crowd = await Promise.all(
    chosen.map((_, index) => Person.arrive(`person${index}`, balancer.url, fleet)),
  );
  await Promise.all(
    chosen.map((plan, index) =>
      fc.asyncModelRun(() => ({ model: {}, real: requirePerson(crowd, index) }), plan),
    ),
  );
  await fleet.whole();
  await expect
    .poll(() => kept.countUnfinished(), { timeout: 30_000, interval: 200 })
    .toEqual({ running: 0, logged: 0 });
  for (const person of crowd) await settle(person);

  let accepted = 0;
  for (const [index, person] of crowd.entries()) {
    const messages = await kept.messages(`person${index}`);
    accepted += checkAccepted(person, messages);
    checkAnswers(messages);
    checkFinishedFrames(person, messages);
    await checkViews(person, `person${index}`, fleet.urls);
  }
  console.log(`${accepted} messages, ${fleet.kills} kills`);
  expect(fleet.kills).toBeGreaterThan(1);
  expect(await watch.end(), "answers that were written for too long").toEqual([]);
});

function requirePerson(crowd: readonly Person[], index: number): Person {
  const person = crowd[index];
  if (!person) throw new Error("Every plan has its person.");
  return person;
}

function watchForStuckAnswers(kept: KeptTurns) {
  const stuck = new Set<string>();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const rows = await kept.sql<{ id: string }[]>`
        select id from generations
        where status = 'running' and created_at < now() - ${longestRunSeconds} * interval '1 s'`;
      for (const { id } of rows) stuck.add(id);
      await sleep(500);
    }
  })();
  async function end(): Promise<string[]> {
    isOver = true;
    await watching;
    return [...stuck];
  }
  // Also when the test fails before it asks: the connection ends with the test.
  onTestFinished(async () => {
    await end();
  });
  return { end };
}

async function settle(person: Person): Promise<void> {
  for (const tab of person.tabs) {
    await tab.until(
      ({ pending, threads }) =>
        pending.every(({ state }) => state === "failed") &&
        Object.keys(threads).every((id) => tab.isQuiet(id)),
      "everything to settle",
      30_000,
    );
  }
}

const framesOf = (person: Person): ServerFrame[] =>
  [...person.tabs, ...person.closedTabs].flatMap(({ heard }) => heard.map(({ frame }) => frame));

/** What was sent is there once, or its tab says that it was refused. @returns how many are there */
function checkAccepted(person: Person, messages: Map<string, KeptMessage[]>): number {
  const kept = new Map([...messages.values()].flat().map((message) => [message.id, message]));
  const refused = new Set(person.tabs.flatMap(({ state }) => state.pending.map(({ id }) => id)));
  for (const frame of framesOf(person)) {
    if (frame.type === "message.accepted")
      expect(kept.get(frame.message.id)?.content).toBe(frame.message.content);
  }
  for (const [id, content] of person.sent) {
    if (!refused.has(id)) expect(kept.get(id), `message ${id}`).toMatchObject({ role: "user", content });
  }
  return [...person.sent.keys()].filter((id) => kept.has(id)).length;
}

/** Each answer is a beginning of what the model says to its question, and a complete one is all of it. */
function checkAnswers(messages: Map<string, KeptMessage[]>): void {
  const all = [...messages.values()].flat();
  const byId = new Map(all.map((message) => [message.id, message]));
  for (const { role, parentId, content, status } of all) {
    if (role === "user") continue;
    const whole = recited(byId.get(parentId ?? "")?.content ?? "");
    expect(["complete", "stopped", "interrupted"]).toContain(status);
    if (status === "complete") expect(content).toBe(whole);
    expect(whole.startsWith(content), `${content} begins ${whole}`).toBe(true);
  }
  const questions = all.filter(({ role }) => role === "user");
  for (const { id } of questions)
    expect(
      all.some(({ parentId }) => parentId === id),
      "has an answer",
    ).toBe(true);
}

/** What a tab was told as the end of an answer is what is kept; a later continuation only adds to it. */
function checkFinishedFrames(person: Person, messages: Map<string, KeptMessage[]>): void {
  const kept = new Map([...messages.values()].flat().map((message) => [message.id, message]));
  for (const frame of framesOf(person)) {
    if (frame.type !== "generation.finished") continue;
    const { generationId, message } = frame;
    const { content = "", status, generationId: lastWriter } = kept.get(message.id) ?? {};
    expect(content.startsWith(message.content), "nothing told as kept is lost").toBe(true);
    if (generationId === lastWriter)
      expect({ content, status }).toMatchObject({ content: message.content, status: message.status });
  }
}

/** Every tab shows what a new one shows, whichever process answers that. */
async function checkViews(person: Person, user: string, urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const fresh = await Tab.open({ url, user });
    for (const tab of person.tabs) {
      for (const conversationId of Object.keys(tab.state.threads)) {
        await fresh.show(conversationId);
        expect(tab.rows(conversationId)).toEqual(fresh.rows(conversationId));
      }
    }
    fresh.close();
  }
}
