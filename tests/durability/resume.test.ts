import { setTimeout as sleep } from "node:timers/promises";
import { v7 as newId } from "uuid";
import { expect, it } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { startScriptedModel } from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { createChance, type Chance } from "./support/chance.ts";
import { askFor, recite, recited } from "./support/recitation.ts";

const streams = 20;
const resumes = 1_000;
const resumesAtOnce = 20;
const user = "ada";

/** An answer under way, as its first viewer, at the process that writes it, has seen it from the first word. */
class Viewed {
  readonly generationId: string;
  readonly conversationId: string;
  readonly whole: string;
  readonly viewer: TestClient;

  constructor(viewer: TestClient, ids: { generationId: string; conversationId: string }, content: string) {
    this.viewer = viewer;
    this.generationId = ids.generationId;
    this.conversationId = ids.conversationId;
    this.whole = recited(content);
  }

  get lastSeq(): number {
    return this.viewer.deltasOf(this.generationId).at(-1)?.seq ?? 0;
  }

  /** The text up to a `seq`: the viewer gets every number by itself. */
  textUpTo(seq: number): string {
    return this.viewer
      .deltasOf(this.generationId)
      .slice(0, seq)
      .map(({ text = "" }) => text)
      .join("");
  }
}

async function begin(url: string, index: number): Promise<Viewed> {
  const viewer = await TestClient.connect(url, { user });
  const content = askFor({ key: `answer${index}`, words: 5_000, gapMs: 20 });
  const { generationId, conversation } = await viewer.ask(content, { conversationId: newId() });
  await viewer.expect("generation.delta");
  return new Viewed(viewer, { generationId, conversationId: conversation.id }, content);
}

/** What a client has after it resumed and applied the frames by the rule of the protocol. */
function applyFrames(client: TestClient, viewed: Viewed, afterSeq: number): { text: string; seq: number } {
  let text = viewed.textUpTo(afterSeq);
  let seq = afterSeq;
  for (const delta of client.deltasOf(viewed.generationId)) {
    expect(delta.seq, "no frame comes twice").toBeGreaterThan(seq);
    text += delta.text ?? "";
    seq = delta.seq;
  }
  return { text, seq };
}

async function resume(url: string, viewed: Viewed, afterSeq: number): Promise<TestClient> {
  const client = await TestClient.connect(url, { user });
  const { conversationId, generationId } = viewed;
  client.send({ type: "conversation.watch", conversationId, generationId, afterSeq });
  return client;
}

async function resumeOnce(chance: Chance, urls: readonly string[], viewed: Viewed): Promise<number> {
  const afterSeq = chance.below(viewed.lastSeq + 1);
  const client = await resume(chance.pick(urls), viewed, afterSeq);
  await client.expect("generation.delta");
  await sleep(chance.below(400));
  client.socket.terminate();
  const { text, seq } = applyFrames(client, viewed, afterSeq);
  // Another process may have been faster than the first viewer's socket.
  await viewed.viewer.expect("generation.delta", (frame) => frame.seq >= seq);
  expect(text).toBe(viewed.textUpTo(seq));
  return client.deltasOf(viewed.generationId).length;
}

it(
  `resumes ${resumes} times at random moments and places, in either process, with no gap and no repeat`,
  { timeout: 120_000 },
  async () => {
    const chance = createChance("resume");
    const database = await createTestDatabase();
    const model = await startScriptedModel({ answer: recite });
    const processes = await Promise.all([1, 2].map(() => spawnChatbot({ database, modelUrl: model.url })));
    const urls = processes.map(({ url }) => url);
    const answers = await Promise.all(
      Array.from({ length: streams }, (_, index) => begin(urls[index % 2] ?? "", index)),
    );
    let left = resumes;
    let frames = 0;
    const resumeMany = async () => {
      while (left > 0) {
        left -= 1;
        const heard = await resumeOnce(chance, urls, chance.pick(answers));
        frames += heard;
      }
    };
    await Promise.all(Array.from({ length: resumesAtOnce }, resumeMany));
    expect(frames, "the clients have followed, not only caught up").toBeGreaterThan(2 * resumes);
    expect(answers.every(({ viewer }) => viewer.framesOf("generation.finished").length === 0)).toBe(true);

    // The last ones stay to the end, which is a stop from the other process.
    await Promise.all(
      answers.map(async (viewed, index) => {
        const afterSeq = chance.below(viewed.lastSeq + 1);
        const client = await resume(urls[(index + 1) % 2] ?? "", viewed, afterSeq);
        await client.expect("generation.delta");
        client.send({ type: "generation.stop", generationId: viewed.generationId });
        const finished = await client.finished(viewed.generationId);
        const { content } = finished.message;
        const { text, seq } = applyFrames(client, viewed, afterSeq);
        expect(content.startsWith(text)).toBe(true);
        expect(finished.seq).toBeGreaterThan(seq);
        expect(viewed.whole.startsWith(content)).toBe(true);
        await viewed.viewer.finished(viewed.generationId);
        expect(content, "what the first viewer saw is what is kept").toBe(viewed.textUpTo(Infinity));
      }),
    );
    await model.close();
  },
);
