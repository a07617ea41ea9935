import { describe, expect, it } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { startPostgresRelay } from "#tests/support/postgres-relay.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { pauseReplay } from "#tests/support/standby-replay.ts";

const outages = 8;

/** A server whose way to the primary can be cut. */
async function openCuttable() {
  const database = await createTestDatabase();
  let relay = await startPostgresRelay(database.primaryUrl);
  const port = Number(new URL(relay.url).port);
  const chatbot = await startChatbot({ pages: false, database: { ...database, primaryUrl: relay.url } });
  return {
    api: new TestApi(chatbot.url, "ada"),
    isReadOnly: async () =>
      (await readCount(chatbot.url, "chatbot_standby_state", { state: "read-only" })) === 1,
    cut: () => relay.close(),
    async mend() {
      relay = await startPostgresRelay(database.primaryUrl, { port });
    },
  };
}

describe("the first write after the primary is back", { timeout: 90_000 }, () => {
  it("is shown by the next read, though the process may not know yet and the standby is behind", async () => {
    const { api, isReadOnly, cut, mend } = await openCuttable();
    const { id } = await api.createConversation({ title: "Before" });
    await pauseReplay();
    const stale: string[] = [];
    for (let outage = 0; outage < outages; outage += 1) {
      await cut();
      await expect.poll(isReadOnly, { timeout: 10_000 }).toBe(true);
      await mend();
      const title = `Outage ${outage}`;
      const isWritten = async () => (await api.patch(`/api/conversations/${id}`, { title })).status;
      await expect.poll(isWritten, { timeout: 10_000, interval: 5 }).toBe(200);
      const shown = (await api.findConversation(id))?.title;
      if (shown !== title) stale.push(`${title}: ${shown ?? "nothing"}`);
    }
    expect(stale).toEqual([]);
  });
});
