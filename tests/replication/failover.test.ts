import { describe, expect, it } from "vitest";
import { startOwnCluster, type OwnCluster } from "#tests/support/own-cluster.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { startChatbot, type TestChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { manyPairs, writeThenRead } from "./support/write-then-read.ts";

const lostWrites = 20;

/** The standby receives nothing more; what is written from now on is acknowledged all the same. */
async function cutReplication({ standby, run }: OwnCluster): Promise<void> {
  await run(standby, "alter system set primary_conninfo = ''");
  await run(standby, "select pg_reload_conf()");
  await expect.poll(() => run(standby, "select 1 from pg_stat_wal_receiver")).toEqual([]);
}

/** A server on two hosts whose primary dies with acknowledged writes that the promoted standby lacks. */
async function failOver() {
  const cluster = await startOwnCluster();
  const database = { ...cluster.database, primaryUrl: cluster.bothHosts, standbyUrl: cluster.bothHosts };
  const chatbot = await startChatbot({ pages: false, database });
  const api = new TestApi(chatbot.url, "ada");
  const kept = await api.createConversation({ title: "Kept" });
  await cutReplication(cluster);
  const lost: { id: string; token: string }[] = [];
  for (let count = 0; count < lostWrites; count += 1) {
    const { json, headers } = await api.post("/api/conversations", { title: `Lost ${count}` });
    lost.push({ id: (json as { id: string }).id, token: String(headers["x-read-after"]) });
  }
  await cluster.primary.stop("immediate");
  await cluster.promote();
  await expect.poll(() => isWritten(api, kept.id), { timeout: 15_000 }).toBe(true);
  return { cluster, chatbot, api, kept, lost };
}

async function isWritten(api: TestApi, id: string): Promise<boolean> {
  return (await api.patch(`/api/conversations/${id}`, { title: "Kept" })).status === 200;
}

function logged(chatbot: TestChatbot, text: string): string[] {
  return chatbot.logLines.filter((line) => line.includes(text));
}

describe("a primary that dies with acknowledged writes which its standby lacks", { timeout: 90_000 }, () => {
  it("is succeeded by the standby without a restart, and the loss is told, not hidden", async () => {
    const { chatbot, api, kept, lost } = await failOver();
    // Writes may go on a moment before the watch has looked at where the new timeline begins.
    await expect
      .poll(() => readCount(chatbot.url, "chatbot_lost_writes_total"), { timeout: 10_000 })
      .toBeGreaterThanOrEqual(lostWrites);
    expect(logged(chatbot, "acknowledged writes had not reached the new primary")).toHaveLength(1);
    for (const { id, token } of lost) {
      const read = await api.get(`/api/conversations/${id}`, { headers: { "X-Read-After": token } });
      expect(read.status).toBe(404);
      const list = await api.get("/api/conversations", { headers: { "X-Read-After": token } });
      expect([list.status, list.text.includes(kept.id)]).toEqual([200, true]);
    }
    expect(await readCount(chatbot.url, "chatbot_client_errors_total", { code: "internal" })).toBe(0);
  });

  it("leaves tokens behind that are replaced by those of the new timeline", async () => {
    const { api, kept, lost } = await failOver();
    const old = lost.at(-1)?.token ?? "";
    expect(old).toMatch(/^v1\.00000001\./);
    const read = await api.get(`/api/conversations/${kept.id}`, { headers: { "X-Read-After": old } });
    expect(read.headers["x-read-after"] ?? read.headers["set-cookie"]?.join()).toMatch(/v1\.00000002\./);
  });

  it("leaves nobody with stale reads afterwards", async () => {
    const { chatbot } = await failOver();
    expect(await writeThenRead(chatbot.url, { ...manyPairs, pairs: manyPairs.pairs / 5 })).toEqual([]);
  });

  it("is never read from when it is all that the standby's address names", async () => {
    const { database, promote, run, standby, primary } = await startOwnCluster();
    await promote();
    await expect
      .poll(() => run(standby, "select pg_is_in_recovery() as is_standby"))
      .toEqual([{ is_standby: false }]);
    const swapped = { ...database, primaryUrl: database.standbyUrl, standbyUrl: database.primaryUrl };
    const chatbot = await startChatbot({ pages: false, database: swapped });
    expect(await writeThenRead(chatbot.url, { pairs: 200, people: 10 })).toEqual([]);
    expect(await readCount(chatbot.url, "chatbot_reads_total", { target: "standby" })).toBe(0);
    expect(await run(primary, "select count(*)::int as count from conversations")).toEqual([{ count: 0 }]);
  });

  it("is refused when it comes back unfenced", async () => {
    const { cluster, chatbot, api } = await failOver();
    await cluster.primary.start();
    const ids: string[] = [];
    // Long enough that all hosts are looked at again.
    const endAt = Date.now() + 7_000;
    while (Date.now() < endAt) {
      const { id } = await api.createConversation({ title: "After the failover" });
      expect((await api.findConversation(id))?.title).toBe("After the failover");
      ids.push(id);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const count = `select count(*)::int as count from conversations where title = 'After the failover'`;
    expect(await cluster.run(cluster.primary, count)).toEqual([{ count: 0 }]);
    expect(await cluster.run(cluster.standby, count)).toEqual([{ count: ids.length }]);
    expect(await readCount(chatbot.url, "chatbot_standby_state", { state: "closed" })).toBe(0);
  });
});
