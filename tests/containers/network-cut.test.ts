import { describe, expect, it } from "vitest";
import { startOwnCluster } from "#tests/support/own-cluster.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { areServersInContainers } from "#tests/support/start-test-cluster.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { browse } from "#tests/replication/support/browse.ts";
import { writeThenRead } from "#tests/replication/support/write-then-read.ts";

// Servers on one machine have no network between them; the frozen receiver stands for it there.
describe.runIf(areServersInContainers())("a network cut between the primary and the standby", () => {
  it("makes no read stale and fails no page, and the standby serves again once it is mended", async () => {
    // Neither end is told of the cut. Until the primary gives it up, its slot counts as taken.
    const settings = { wal_receiver_timeout: "3s", wal_sender_timeout: "3s" };
    const { database, network } = await startOwnCluster({ settings });
    if (!network) throw new Error("The servers of this test are to be in containers");
    const chatbot = await startChatbot({ pages: false, database });
    const isServing = async () =>
      (await readCount(chatbot.url, "chatbot_standby_state", { state: "closed" })) === 1;
    await expect.poll(isServing, { timeout: 30_000 }).toBe(true);
    const browsing = browse(new TestApi(chatbot.url, "visitor"), ["/api/conversations"]);

    await network.cutReplication();
    expect(await writeThenRead(chatbot.url, { pairs: 200, people: 20 })).toEqual([]);
    // Behind for longer than a second, which no closed connection tells: nothing arrives, that is all.
    await expect.poll(isServing, { timeout: 20_000 }).toBe(false);
    expect(await writeThenRead(chatbot.url, { pairs: 200, people: 20 })).toEqual([]);

    await network.mendReplication();
    await expect.poll(isServing, { timeout: 30_000 }).toBe(true);
    expect(await writeThenRead(chatbot.url, { pairs: 200, people: 20 })).toEqual([]);
    expect((await browsing.stop()).failed).toEqual([]);
  }, 240_000);
});
