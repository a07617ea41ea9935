import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { v7 as newId } from "uuid";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/database-cluster.ts";
import { startScriptedModel } from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { askFor, recite, recited } from "./support/recitation.ts";

/** From an event in one process until a device at the other must know. */
const toldWithinMs = 3_000;

/** Two processes; what one starts, streams and ends is watched at the other. */
async function talkAcross(database: TestDatabase, envOf: (index: number) => Record<string, string>) {
  const model = await startScriptedModel({ answer: recite, recordsRequests: false });
  onTestFinished(() => model.close());
  const [a, b] = await Promise.all(
    [0, 1].map((index) => spawnChatbot({ database, modelUrl: model.url, env: envOf(index) })),
  );
  const desk = await TestClient.connect(a?.url ?? "");
  const phone = await TestClient.connect(b?.url ?? "");

  async function exchange(key: string): Promise<void> {
    const conversationId = newId();
    const content = askFor({ key, words: 100, gapMs: 20 });
    phone.send({ type: "conversation.watch", conversationId });
    const askedAtMs = performance.now();
    const { generationId } = await desk.ask(content, { conversationId });
    await phone.expect("message.accepted", (frame) => frame.generationId === generationId);
    await phone.expect("generation.delta", (frame) => frame.generationId === generationId);
    const messageAfterMs = performance.now() - askedAtMs;
    await desk.finished(generationId);
    const endedAtMs = performance.now();
    const { message } = await phone.finished(generationId);
    const endAfterMs = performance.now() - endedAtMs;
    expect(message).toMatchObject({ status: "complete", content: recited(content) });
    expect(recited(content).startsWith(phone.textOf(generationId))).toBe(true);
    console.log(
      `${key}: message after ${Math.round(messageAfterMs)} ms, end after ${Math.round(endAfterMs)} ms`,
    );
    expect(messageAfterMs).toBeLessThan(toldWithinMs);
    expect(endAfterMs).toBeLessThan(toldWithinMs);
  }

  /** A stop that no notice announces is found with the next entry of the log. */
  async function stopAcross(key: string): Promise<void> {
    const { generationId } = await desk.ask(askFor({ key, words: 2_000, gapMs: 20 }));
    await desk.expect("generation.delta", (frame) => frame.generationId === generationId);
    const askedAtMs = performance.now();
    phone.send({ type: "generation.stop", generationId });
    expect((await desk.finished(generationId)).message.status).toBe("stopped");
    expect(performance.now() - askedAtMs).toBeLessThan(toldWithinMs);
  }

  return { exchange, stopAcross };
}

describe("a second device at another process", () => {
  it(
    "sees message, answer and stop within seconds when no notice ever arrives",
    { timeout: 60_000 },
    async () => {
      const database = await createTestDatabase();
      // Notices stay within their database.
      const elsewhere = await createTestDatabase();
      const listenUrls = [database.primaryUrl, elsewhere.primaryUrl];
      const { exchange, stopAcross } = await talkAcross(database, (index) => ({
        POSTGRES_LISTEN_URL: listenUrls[index] ?? "",
      }));
      for (const round of [1, 2, 3]) await exchange(`no-notices-${round}`);
      await stopAcross("no-notices-stop");
    },
  );

  it(
    "sees them while the connections for notices are killed again and again, and at once afterwards",
    {
      timeout: 60_000,
    },
    async () => {
      const database = await createTestDatabase();
      const { exchange } = await talkAcross(database, () => ({}));
      const sql = postgres(database.primaryUrl, { max: 1, onnotice: () => undefined });
      onTestFinished(() => sql.end({ timeout: 1 }));
      const calm = new AbortController();
      const killing = (async () => {
        let killed = 0;
        while (!calm.signal.aborted) {
          killed += (
            await sql`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'chatbot bus'`
          ).length;
          await sleep(50);
        }
        return killed;
      })();
      for (const round of [1, 2, 3]) await exchange(`killed-${round}`);
      calm.abort();
      expect(await killing).toBeGreaterThan(10);
      await expect
        .poll(
          async () =>
            (
              await sql`select 1 from pg_stat_activity
              where datname = current_database() and application_name = 'chatbot bus' and query ilike 'listen%'`
            ).length,
          { timeout: 5_000 },
        )
        .toBe(2);
      await exchange("afterwards");
    },
  );
});
