import postgres from "postgres";
import { afterAll, describe, expect, it } from "vitest";
import { requireWorkerCluster, waitForStandby } from "#tests/support/database-cluster.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";

/** Runs a statement on a server of the worker's cluster. */
async function administer(server: "primary" | "standby", statement: string): Promise<void> {
  const cluster = await requireWorkerCluster();
  const sql = postgres(cluster.urlOf(cluster[server], "postgres"), { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function setReplayDelay(delay: string): Promise<void> {
  await administer("standby", `alter system set recovery_min_apply_delay = '${delay}'`);
  await administer("standby", "select pg_reload_conf()");
}

/** How many reads each server has answered, by the metrics. */
async function countReads(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts: Record<string, number> = {};
  for (const [, labels, value] of text.matchAll(/^chatbot_reads_total\{(.*)\} (\d+)$/gm)) {
    const target = /target="(\w+)"/.exec(labels ?? "")?.[1] ?? "";
    counts[target] = (counts[target] ?? 0) + Number(value);
  }
  return counts;
}

/** Writes and reads at once what was written, by every kind of write. Returns how many reads were stale or missing. */
async function countStalePairs(url: string, user: string, rounds: number): Promise<number> {
  const api = new TestApi(url, user);
  let stale = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { id } = await api.createConversation({ title: "First" });
    if ((await api.findConversation(id))?.title !== "First") stale += 1;
    await api.patch(`/api/conversations/${id}`, { title: `Second ${round}`, pinned: true });
    const [listed] = (await api.listConversations("?limit=1")).items;
    if (listed?.title !== `Second ${round}`) stale += 1;
    const { assistantMessage } = await api.ask(id, `Question ${round}`);
    const page = await api.listMessages(id);
    if (page.items.at(-1)?.content !== assistantMessage.content) stale += 1;
    await api.delete(`/api/conversations/${id}`);
    if (await api.findConversation(id)) stale += 1;
  }
  return stale;
}

async function countStale(url: string, people: number, rounds: number): Promise<number> {
  const counts = await Promise.all(
    Array.from({ length: people }, (_, person) => countStalePairs(url, `person-${person}`, rounds)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

afterAll(async () => {
  const { standby } = await requireWorkerCluster();
  standby.kill("SIGCONT");
  await standby.start();
  await setReplayDelay("0");
  await administer("standby", "select pg_wal_replay_resume()");
});

describe("reads through the standby", () => {
  it("see every own write, and come from the standby when it keeps up", async () => {
    const { url } = await startChatbot({ pages: false });
    expect(await countStale(url, 5, 10)).toBe(0);
    const { standby = 0, primary = 0 } = await countReads(url);
    // Writers of five people keep the log moving; most reads still find their position replayed in time.
    expect(standby).toBeGreaterThan(primary);
  });

  it("come from the standby alone while nobody writes", async () => {
    const { url } = await startChatbot({ pages: false });
    const api = new TestApi(url, "reader");
    const { id } = await api.createConversation();
    await waitForStandby(await requireWorkerCluster());
    const before = await countReads(url);
    for (let read = 0; read < 20; read += 1) expect(await api.findConversation(id)).toBeDefined();
    const after = await countReads(url);
    expect((after["standby"] ?? 0) - (before["standby"] ?? 0)).toBe(20);
  });

  it("see every own write on a standby that lags five seconds", async () => {
    const { url } = await startChatbot({ pages: false });
    await setReplayDelay("5s");
    try {
      expect(await countStale(url, 5, 15)).toBe(0);
      expect((await countReads(url))["primary"]).toBeGreaterThan(200);
    } finally {
      await setReplayDelay("0");
    }
  });

  it("see every own write while replay is paused, and return to the standby afterwards", async () => {
    const { url } = await startChatbot({ pages: false });
    await administer("standby", "select pg_wal_replay_pause()");
    expect(await countStale(url, 3, 5)).toBe(0);
    await administer("standby", "select pg_wal_replay_resume()");
    await waitForStandby(await requireWorkerCluster());
    const api = new TestApi(url, "returner");
    await expect
      .poll(async () => {
        const before = (await countReads(url))["standby"] ?? 0;
        await api.listConversations();
        return ((await countReads(url))["standby"] ?? 0) - before;
      })
      .toBe(1);
  });
});

describe("without the standby", () => {
  it.each(["stopped", "killed", "frozen"] as const)("reads go on when it is %s", async (how) => {
    const { url } = await startChatbot({ pages: false });
    const { standby } = await requireWorkerCluster();
    const api = new TestApi(url, "reader");
    const { id } = await api.createConversation({ title: "Here" });
    await api.findConversation(id);
    if (how === "stopped") await standby.stop("immediate");
    if (how === "killed") standby.kill("SIGKILL");
    if (how === "frozen") standby.kill("SIGSTOP");
    for (let read = 0; read < 5; read += 1) expect((await api.findConversation(id))?.title).toBe("Here");
    if (how === "frozen") standby.kill("SIGCONT");
    else await standby.start();
    await expect
      .poll(
        async () => {
          const before = (await countReads(url))["standby"] ?? 0;
          expect((await api.findConversation(id))?.title).toBe("Here");
          return ((await countReads(url))["standby"] ?? 0) - before;
        },
        { timeout: 15_000, interval: 200 },
      )
      .toBe(1);
  });

  it("everything is read from the primary when none is configured", async () => {
    const { url } = await startChatbot({ pages: false, standby: false });
    expect(await countStale(url, 2, 2)).toBe(0);
    expect(await countReads(url)).toMatchObject({ primary: expect.any(Number) });
    expect((await countReads(url))["standby"]).toBeUndefined();
  });
});

describe("without the primary", () => {
  it("reads go on from the standby, writes are refused with the time to wait, and both recover", async () => {
    const { url } = await startChatbot({ pages: false });
    const { primary } = await requireWorkerCluster();
    const api = new TestApi(url, "reader");
    const { id } = await api.createConversation({ title: "Kept" });
    await waitForStandby(await requireWorkerCluster());
    await primary.stop("immediate");
    expect((await api.findConversation(id))?.title).toBe("Kept");
    const refused = await api.post("/api/conversations", { title: "Not now" });
    expect(refused.status).toBe(503);
    expect(refused.headers["retry-after"]).toMatch(/^\d+$/);
    expect(refused.json).toMatchObject({ error: { code: "database_unavailable" } });
    await primary.start();
    await expect
      .poll(async () => (await api.post("/api/conversations", { title: "Back" })).status, { timeout: 15_000 })
      .toBe(201);
  });
});
