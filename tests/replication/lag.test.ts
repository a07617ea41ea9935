import { describe, expect, it } from "vitest";
import { requireWorkerCluster, waitForStandby } from "#tests/support/database-cluster.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { delayReplay, pauseReplay } from "#tests/support/standby-replay.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { manyPairs, writeThenRead } from "./support/write-then-read.ts";

const chatbot = shareChatbot({ pages: false });

async function readsBy(target: "standby" | "primary"): Promise<number> {
  return readCount(chatbot().url, "chatbot_reads_total", { target });
}

/** Runs the pairs, and tells where their reads were answered and how often one waited for the standby. */
async function runPairs() {
  const waits = () => readCount(chatbot().url, "chatbot_read_gate_wait_seconds_count");
  const before = {
    standby: await readsBy("standby"),
    primary: await readsBy("primary"),
    waits: await waits(),
  };
  const stale = await writeThenRead(chatbot().url, manyPairs);
  return {
    stale,
    standby: (await readsBy("standby")) - before.standby,
    primary: (await readsBy("primary")) - before.primary,
    waits: (await waits()) - before.waits,
  };
}

describe("a read right after a write", { timeout: 180_000 }, () => {
  it("is never stale on a standby that keeps up, and hardly ever leaves it", async () => {
    const { stale, standby, primary } = await runPairs();
    expect(stale).toEqual([]);
    expect(standby / (standby + primary)).toBeGreaterThanOrEqual(0.95);
  });

  it.each([5_000, 10_000])("is never stale %i ms behind, and does not wait in vain", async (delayMs) => {
    await delayReplay(delayMs);
    const { stale, primary, waits } = await runPairs();
    expect(stale).toEqual([]);
    expect(primary).toBeGreaterThanOrEqual(manyPairs.pairs);
    // Those at the beginning, before it is known that waiting is in vain.
    expect(waits).toBeLessThan(manyPairs.pairs / 5);
  });

  it("is never stale while replay is paused, and the standby serves again soon after", async () => {
    const replay = await pauseReplay();
    const { stale, primary } = await runPairs();
    expect(stale).toEqual([]);
    expect(primary).toBeGreaterThanOrEqual(manyPairs.pairs);
    await replay.resume();
    await waitForStandby(await requireWorkerCluster());
    const api = new TestApi(chatbot().url, "after-the-pause");
    const before = await readsBy("standby");
    const isBack = async () => {
      await api.listConversations();
      return (await readsBy("standby")) > before;
    };
    await expect.poll(isBack, { timeout: 2_000, interval: 50 }).toBe(true);
  });
});

describe("one write on a system that is idle otherwise", () => {
  it("is shown at once by a standby that holds commits back", async () => {
    // Only commit records are held back: a position taken inside the transaction would be reached too early.
    await delayReplay(10_000);
    const api = new TestApi(chatbot().url, "alone");
    const { id } = await api.createConversation({ title: "Alone" });
    expect((await api.findConversation(id))?.title).toBe("Alone");
    const page = await api.listConversations();
    expect(page.items.map((item) => item.id)).toEqual([id]);
  });
});
