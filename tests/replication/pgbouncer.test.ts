import { describe, expect, it, onTestFinished } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/database-cluster.ts";
import { hasPgBouncer, startPgBouncer } from "#tests/support/pgbouncer.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { tokens } from "#tests/support/scripted-model.ts";
import { startChatbot, type TestChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { words } from "#tests/support/words.ts";
import { writeThenRead } from "./support/write-then-read.ts";

/** Two processes through PgBouncer on both servers; what must hear notices has a way of its own. */
async function openTwo(): Promise<[TestChatbot, TestChatbot]> {
  const direct = await createTestDatabase();
  onTestFinished(() => direct.drop());
  const database: TestDatabase = {
    ...direct,
    primaryUrl: await startPgBouncer(direct.primaryUrl),
    standbyUrl: await startPgBouncer(direct.standbyUrl),
  };
  const env = { POSTGRES_LISTEN_URL: direct.primaryUrl };
  const first = await startChatbot({ pages: false, database, env });
  const second = await startChatbot({ pages: false, database, env, model: first.model });
  return [first, second];
}

describe.skipIf(!hasPgBouncer)(
  "PgBouncer in transaction mode before both servers",
  { timeout: 60_000 },
  () => {
    it("carries turns, their streams and lists", async () => {
      const [{ url }] = await openTwo();
      const client = await TestClient.connect(url);
      const asked = await Promise.all(
        Array.from({ length: 20 }, (_, index) => client.ask(`Question ${index}`)),
      );
      for (const { generationId } of asked) {
        const { message } = await client.finished(generationId);
        expect(message).toMatchObject({ status: "complete", content: client.textOf(generationId) });
      }
      expect((await new TestApi(url, "ada").listConversations()).items).toHaveLength(20);
    });

    it("carries an answer of one process to the other, and a stop back", async () => {
      const [here, there] = await openTwo();
      here.model.answerTo("Long", tokens(words(2_000), { gapMs: 10 }));
      const [asker, viewer] = [await TestClient.connect(here.url), await TestClient.connect(there.url)];
      const { generationId, conversation } = await asker.ask("Long");
      viewer.send({ type: "conversation.watch", conversationId: conversation.id });
      await viewer.expect("generation.delta", (frame) => frame.generationId === generationId);
      viewer.send({ type: "generation.stop", generationId });
      expect((await asker.finished(generationId)).message.status).toBe("stopped");
      expect((await viewer.finished(generationId)).message.status).toBe("stopped");
    });

    it("never makes a read stale, and leaves reads on the standby", async () => {
      const [{ url }] = await openTwo();
      expect(await writeThenRead(url, { pairs: 400, people: 20 })).toEqual([]);
      const of = (target: string) => readCount(url, "chatbot_reads_total", { target });
      expect(await of("standby")).toBeGreaterThan(await of("primary"));
    });
  },
);
