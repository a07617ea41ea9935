import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  createTestDatabase,
  requireWorkerCluster,
  type TestDatabase,
} from "#tests/support/database-cluster.ts";
import { startPostgresRelay } from "#tests/support/postgres-relay.ts";
import { startScriptedModel } from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { KeptTurns } from "./support/kept-turns.ts";
import { askFor, recite, recited } from "./support/recitation.ts";

const streams = 5;

interface Outage {
  /** What the process that writes the answers connects to. */
  url: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

async function frozen({ primaryUrl }: TestDatabase): Promise<Outage> {
  const { primary } = await requireWorkerCluster();
  return {
    url: primaryUrl,
    begin: async () => primary.kill("SIGSTOP"),
    end: async () => primary.kill("SIGCONT"),
  };
}

/** The process that writes the answers finds the way back a little later than the one that could close them. */
async function down({ primaryUrl }: TestDatabase): Promise<Outage> {
  const { primary } = await requireWorkerCluster();
  let relay = await startPostgresRelay(primaryUrl);
  onTestFinished(() => relay.close());
  return {
    url: relay.url,
    async begin() {
      await relay.close();
      await primary.stop("immediate");
    },
    async end() {
      await primary.start();
      await sleep(600);
      relay = await startPostgresRelay(primaryUrl, { port: Number(new URL(relay.url).port) });
    },
  };
}

describe("a primary that is away in the middle of answers", () => {
  it.each([
    { kind: "frozen for ten seconds", arrange: frozen, outageMs: 10_000 },
    // When it is back, every answer looks as if its process were lost.
    { kind: "down for longer than a lease", arrange: down, outageMs: 17_000 },
  ])(
    "$kind: the answers go on, nothing is lost, and they finish afterwards",
    async ({ arrange, outageMs }) => {
      const database = await createTestDatabase();
      const model = await startScriptedModel({ answer: recite, recordsRequests: false });
      onTestFinished(() => model.close());
      const outage = await arrange(database);
      const [a, b] = await Promise.all(
        [outage.url, database.primaryUrl].map((primaryUrl) =>
          spawnChatbot({ database: { ...database, primaryUrl }, modelUrl: model.url }),
        ),
      );
      const client = await TestClient.connect(a?.url ?? "");
      const elsewhere = await TestClient.connect(b?.url ?? "");
      // Some end while the primary is away, the others after it.
      const asked = await Promise.all(
        Array.from({ length: streams }, async (_, index) => {
          const content = askFor({ key: `answer${index}`, words: 200 * (index + 1), gapMs: 20 });
          const accepted = await client.ask(content);
          elsewhere.send({ type: "conversation.watch", conversationId: accepted.conversation.id });
          return { content, ...accepted };
        }),
      );
      await sleep(1_000);
      await outage.begin();
      const heardBefore = client.framesOf("generation.delta").length;
      await sleep(outageMs);
      expect(client.framesOf("generation.delta").length, "the answers went on").toBeGreaterThan(
        heardBefore + 300,
      );
      expect(client.framesOf("generation.finished"), "nothing is told that is not committed").toEqual([]);
      await outage.end();

      const kept = new KeptTurns(database);
      for (const { content, generationId, conversation } of asked) {
        const fits = (frame: { generationId: string }) => frame.generationId === generationId;
        const { message } = await client.expect("generation.finished", fits, 20_000);
        expect(message).toMatchObject({ status: "complete", content: recited(content) });
        expect(client.textOf(generationId)).toBe(recited(content));
        expect((await elsewhere.expect("generation.finished", fits)).message).toEqual(message);
        expect((await kept.messages()).get(conversation.id)).toHaveLength(2);
      }
    },
    90_000,
  );
});
