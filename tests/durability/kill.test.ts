import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { FrameOf, ServerFrame } from "#app/protocol/frames.ts";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { startScriptedModel, type ScriptedModel } from "#tests/support/scripted-model.ts";
import { spawnChatbot, type SpawnedChatbot } from "#tests/support/spawn-chatbot.ts";
import { startBalancer } from "./support/balancer.ts";
import { createChance, type Chance } from "./support/chance.ts";
import { KeptTurns, type KeptMessage } from "./support/kept-turns.ts";
import { askFor, recite, recited, type Recitation } from "./support/recitation.ts";
import { Tab } from "./support/tab.ts";

const killsPerMoment = 10;
const streams = 20;
/** Processes that run at the same time before they are killed. */
const killsAtOnce = 4;
const persistedWithinMs = 20_000;
/** Text may be lost up to either. */
const lostBytes = 1_024;
const lostMs = 250;
/** A dozen processes share a test machine: a few answers may lose more there, though never this many times as much. */
const withinLimits = 0.9;
const busyFactor = 3;

type Finished = FrameOf<ServerFrame, "generation.finished">;

interface Scene {
  chance: Chance;
  database: Awaited<ReturnType<typeof createTestDatabase>>;
  model: ScriptedModel;
  survivor: SpawnedChatbot;
  kept: KeptTurns;
}

interface Stream {
  conversationId: string;
  messageId: string;
  content: string;
}

interface Moment {
  name: string;
  recitation: Omit<Recitation, "key">;
  /** Resolves at the moment to kill; the streams have just been asked for. */
  reached(scene: Scene, tab: Tab, user: string): Promise<unknown>;
}

const isAccepted = (count: number) => (tab: Tab) =>
  tab.heard.filter(({ frame }) => frame.type === "message.accepted").length >= count;

const hasEnd = (tab: Tab) => tab.heard.some(({ frame }) => frame.type === "generation.finished");

const moments: Moment[] = [
  {
    name: "before the acknowledgement",
    recitation: { words: 60, gapMs: 25 },
    // Half of the kills come before any commit, half between the commit and its acknowledgement.
    async reached({ chance, kept }, _tab, user) {
      if (chance.below(2) === 0) await sleep(chance.below(50));
      else await firstMessage(kept, user, "user");
    },
  },
  {
    name: "after the user's message is committed, before the first word",
    recitation: { words: 60, gapMs: 25, firstMs: 400 },
    reached: ({ chance }, tab) => {
      const fits = isAccepted(1 + chance.below(streams));
      return tab.until(() => fits(tab), "acknowledgements");
    },
  },
  {
    name: "between two log entries",
    recitation: { words: 400, gapMs: 25 },
    async reached({ chance }, tab) {
      await tab.until(() => isAccepted(streams)(tab), "acknowledgements");
      await sleep(400 + chance.below(800));
    },
  },
  {
    name: "around the end of the answers",
    recitation: { words: 40, gapMs: 25 },
    async reached({ chance }, tab, user) {
      const nearEnd = recited(askFor({ key: user, words: 25, gapMs: 0 })).length;
      await tab.until(
        ({ live }) => hasEnd(tab) || Object.values(live).some(({ text }) => text.length > nearEnd),
        "nearly whole answers",
      );
      await sleep(chance.below(500));
    },
  },
  {
    name: "as soon as an answer is committed",
    recitation: { words: 20, gapMs: 25 },
    async reached({ kept }, tab, user) {
      await tab.until(() => isAccepted(streams)(tab), "acknowledgements");
      await firstMessage(kept, user, "assistant");
    },
  },
];

/** Resolves when the primary has a message of the user. */
async function firstMessage(kept: KeptTurns, user: string, role: KeptMessage["role"]): Promise<void> {
  for (;;) {
    const [row] = await kept.sql`select 1 from messages where user_id = ${user} and role = ${role} limit 1`;
    if (row) return;
    await sleep(1);
  }
}

/** Starts a process, kills it under its streams and follows what becomes of them. @returns what was lost, for the record */
async function killOnce(scene: Scene, moment: Moment, user: string): Promise<() => Promise<Lost[]>> {
  const { chance, database, model, survivor } = scene;
  const victim = await spawnChatbot({ database, modelUrl: model.url });
  const balancer = await startBalancer(chance, [victim.url]);
  const tab = await Tab.open({ url: balancer.url, user });
  const asked = Array.from({ length: streams }, (_, index): Stream => {
    // Not all in step.
    const words = moment.recitation.words + index;
    const content = askFor({ ...moment.recitation, words, key: `${user}:${index}` });
    return { content, ...tab.begin(content) };
  });
  await moment.reached(scene, tab, user);
  const killed = { atMs: performance.now(), epochMs: Date.now() };
  victim.kill("SIGKILL");
  balancer.sendTo([survivor.url]);
  await victim.exited;
  return async () => {
    await tab.until(
      () =>
        asked.every(({ conversationId }) => tab.isQuiet(conversationId) && hasAnswer(tab, conversationId)),
      `${user} finding all answers again`,
      45_000,
    );
    const messages = await scene.kept.messages(user);
    return asked.map((stream) => checkStream(stream, messages.get(stream.conversationId) ?? [], tab, killed));
  };
}

const hasAnswer = (tab: Tab, conversationId: string) => tab.rows(conversationId).length === 2;

interface Lost {
  bytes: number;
  /** How long before the kill the first lost word was shown. */
  ms: number;
  status: string;
  closedAfterMs: number;
}

function checkStream(
  { conversationId, messageId, content }: Stream,
  kept: KeptMessage[],
  tab: Tab,
  killed: { atMs: number; epochMs: number },
): Lost {
  const [question, answer, ...more] = kept;
  expect(more).toEqual([]);
  expect(question).toMatchObject({ id: messageId, role: "user", content, status: "complete" });
  expect(answer).toMatchObject({ role: "assistant", parentId: messageId });
  const { content: text = "", status = "", createdAtMs = 0 } = answer ?? {};
  expect(["complete", "interrupted"]).toContain(status);
  if (status === "complete") expect(text).toBe(recited(content));
  expect(recited(content).startsWith(text), "the answer is a beginning of what the model said").toBe(true);
  expect(tab.rows(conversationId)).toEqual([
    { id: messageId, role: "user", content, status: "complete" },
    { id: answer?.id, role: "assistant", content: text, status },
  ]);
  checkOrder(tab, conversationId);
  const lost = lossOf(text, recited(content), tab, conversationId, killed.atMs);
  expect(isWithin(lost, busyFactor), `lost ${lost.bytes} bytes, ${lost.ms} ms`).toBe(true);
  const closedAfterMs = status === "interrupted" ? createdAtMs - killed.epochMs : 0;
  expect(closedAfterMs).toBeLessThan(persistedWithinMs);
  return { ...lost, status, closedAfterMs };
}

const isWithin = ({ bytes, ms }: Pick<Lost, "bytes" | "ms">, factor = 1) =>
  bytes <= lostBytes * factor || ms <= lostMs * factor;

/** The rule of the protocol: what bears no higher number than the last is not applied. The end must be. */
function checkOrder(tab: Tab, conversationId: string): void {
  let lastSeq = 0;
  for (const { frame } of tab.heard) {
    if (frame.type === "generation.delta" && frame.conversationId === conversationId) lastSeq = frame.seq;
    if (frame.type !== "generation.finished" || frame.conversationId !== conversationId) continue;
    expect(frame.seq).toBeGreaterThan(lastSeq);
    checkWithdrawn(tab, frame);
    return;
  }
}

/** A client of deltas alone takes back what was shown and is not kept, and then has what the primary has. */
function checkWithdrawn(tab: Tab, { generationId, withdrawnAfterSeq, message }: Finished): void {
  if (message.status !== "interrupted") return;
  expect(withdrawnAfterSeq, "what was shown and lost is said").toBeDefined();
  const deltas = tab.heard.flatMap(({ frame }) =>
    frame.type === "generation.delta" && frame.generationId === generationId ? [frame] : [],
  );
  // One that covers several numbers may end beyond; then its text cannot be parted.
  if (withdrawnAfterSeq !== 0 && !deltas.some(({ seq }) => seq === withdrawnAfterSeq)) return;
  const kept = deltas.filter(({ seq }) => seq <= (withdrawnAfterSeq ?? 0));
  expect(kept.map(({ text = "" }) => text).join("")).toBe(message.content);
}

/** What was shown before the kill and is not in the answer that was kept. */
function lossOf(text: string, whole: string, tab: Tab, conversationId: string, killedAtMs: number) {
  const [shown = []] = tab.shownBy(conversationId, killedAtMs).values();
  const shownLength = shown.at(-1)?.length ?? 0;
  const firstLost = shown.find(({ length }) => length > text.length);
  return {
    bytes: Buffer.byteLength(whole.slice(text.length, shownLength)),
    ms: firstLost ? killedAtMs - firstLost.atMs : 0,
  };
}

it(
  `loses no message and no answer in ${killsPerMoment * moments.length} kills under ${streams} streams each`,
  { timeout: 300_000 },
  async () => {
    const database = await createTestDatabase();
    const model = await startScriptedModel({ answer: recite, recordsRequests: false });
    const survivor = await spawnChatbot({ database, modelUrl: model.url });
    const kept = new KeptTurns(database);
    const scene = { chance: createChance("kill -9"), database, model, survivor, kept };
    const coming = Array.from({ length: killsPerMoment }, (_, round) => round).flatMap((round) =>
      moments.map((moment) => ({ moment, user: `${moments.indexOf(moment)}-${round}` })),
    );
    const settling: Promise<{ moment: string; lost: Lost[] }>[] = [];
    const killAll = async () => {
      for (let next = coming.shift(); next; next = coming.shift()) {
        const { moment, user } = next;
        const settle = await killOnce(scene, moment, user);
        // Leases end side by side.
        const settled = settle().then((lost) => ({ moment: moment.name, lost }));
        settled.catch(() => {});
        settling.push(settled);
      }
    };
    await Promise.all(Array.from({ length: killsAtOnce }, killAll));
    const all = await Promise.all(settling);
    const lost = all.flatMap((kill) => kill.lost);
    expect(lost.filter((one) => isWithin(one)).length / lost.length).toBeGreaterThan(withinLimits);
    for (const { name } of moments) {
      console.log(
        describeLoss(
          name,
          all.filter(({ moment }) => moment === name).flatMap(({ lost }) => lost),
        ),
      );
    }
    await expect.poll(() => kept.countUnfinished(), { timeout: 10_000 }).toEqual({ running: 0, logged: 0 });
    expect(model.openStreams).toBe(0);
    await model.close();
  },
);

function describeLoss(moment: string, lost: readonly Lost[]): string {
  const interrupted = lost.filter(({ status }) => status === "interrupted");
  const most = (pick: (one: Lost) => number) => Math.round(Math.max(0, ...lost.map(pick)));
  return (
    `${moment}: ${interrupted.length} of ${lost.length} interrupted; at most ${most(({ bytes }) => bytes)} bytes ` +
    `or ${most(({ ms }) => ms)} ms lost; closed at most ${most(({ closedAfterMs }) => closedAfterMs)} ms after the kill`
  );
}
