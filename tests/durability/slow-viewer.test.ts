import { readFile } from "node:fs/promises";
import { expect, it, onTestFinished } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import {
  formatEvent,
  rawSteps,
  startScriptedModel,
  tokenChunk,
  type Step,
} from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";

const stalledViewers = 30;
const floodTokens = 1_500;
const tokenBytes = 4_096;
/** Kept for all stalled viewers together they would fill 180 MB; bounded they fill less than 8 MB. */
const allowedGrowthBytes = 90 * 1024 * 1024;

const floodToken = (index: number) => `${index} `.padEnd(tokenBytes, "·".repeat(8));
const flood = Array.from({ length: floodTokens }, (_, index) => floodToken(index)).join("");

/** A flood, then a trickle that does not end by itself. */
function* floodAndTrickle(): Generator<Step> {
  for (let index = 0; index < floodTokens; index += 1) {
    yield { send: formatEvent(tokenChunk("tgi", floodToken(index))) };
    yield { waitMs: 2 };
  }
  for (;;) {
    yield { waitMs: 50 };
    yield { send: formatEvent(tokenChunk("tgi", ".")) };
  }
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

it.runIf(process.platform === "linux")(
  "keeps no memory for viewers who have stalled, lets nobody wait for them, and has them catch up when they go on",
  { timeout: 60_000 },
  async () => {
    const database = await createTestDatabase();
    const model = await startScriptedModel({ answer: () => rawSteps(floodAndTrickle()) });
    onTestFinished(() => model.close());
    const { url, pid } = await spawnChatbot({ database, modelUrl: model.url });
    const reader = await TestClient.connect(url);
    const { conversation, generationId } = await reader.ask("Flood");
    const stalled = await Promise.all(
      Array.from({ length: stalledViewers }, async () => {
        const viewer = await TestClient.connect(url);
        viewer.send({ type: "conversation.watch", conversationId: conversation.id });
        await viewer.expect("generation.delta");
        viewer.socket.pause();
        return viewer;
      }),
    );
    const before = await residentBytes(pid);
    const startedAtMs = performance.now();
    await expect
      .poll(() => reader.textOf(generationId).length, { timeout: 30_000, interval: 100 })
      .toBeGreaterThan(flood.length);
    const growth = (await residentBytes(pid)) - before;
    console.log(
      `with ${stalledViewers} stalled viewers: ${Math.round((performance.now() - startedAtMs) / 100) / 10} s ` +
        `for ${floodTokens} tokens, memory grew by ${Math.round(growth / 1024 / 1024)} MiB`,
    );
    expect(growth).toBeLessThan(allowedGrowthBytes);

    const resumed = stalled.splice(0, 3);
    for (const viewer of stalled) viewer.socket.terminate();
    for (const viewer of resumed) {
      viewer.socket.resume();
      await expect
        .poll(() => viewer.textOf(generationId).length, { timeout: 10_000, interval: 200 })
        .toBeGreaterThan(flood.length);
      expect(viewer.textOf(generationId).startsWith(flood)).toBe(true);
      const seqs = viewer.deltasOf(generationId).map(({ seq }) => seq);
      expect(seqs, "frames come in order, each once").toEqual([...new Set(seqs)].sort((a, b) => a - b));
      expect(seqs.length, "it has skipped frames").toBeLessThan(reader.deltasOf(generationId).length);
    }
    reader.send({ type: "generation.stop", generationId });
    const { message } = await reader.finished(generationId);
    expect(message.content).toBe(reader.textOf(generationId));
    for (const viewer of resumed) expect((await viewer.finished(generationId)).message).toEqual(message);
  },
);
