import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startOwnCluster } from "#tests/support/own-cluster.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { browse } from "./support/browse.ts";

/** A load that takes longer is slow, in milliseconds: well before the standby's deadline of 1.5 s. */
const slowMs = 1_000;

/** A server whose standby may be harmed for good, with pages that people browse. */
async function openPages() {
  const cluster = await startOwnCluster();
  const chatbot = await startChatbot({ database: cluster.database });
  const api = new TestApi(chatbot.url, "browsing");
  const { id } = await api.createConversation({ title: "Browsed" });
  await api.ask(id, "Hello");
  const paths = ["/", `/c/${id}`, "/api/conversations", `/api/conversations/${id}/messages`];
  const readsFrom = (target: string) => readCount(chatbot.url, "chatbot_reads_total", { target });
  await expect.poll(() => isServing(chatbot.url), { timeout: 10_000 }).toBe(true);
  const calm = browse(api, paths);
  await sleep(1_000);
  // What the machine itself makes slow is not the standby's doing.
  const [calmMs = 0] = (await calm.stop()).durationsMs;
  return { ...cluster, chatbot, api, readsFrom, calmMs, start: () => browse(api, paths) };
}

async function isServing(url: string): Promise<boolean> {
  return (await readCount(url, "chatbot_standby_state", { state: "closed" })) === 1;
}

describe("pages that are loaded fifty times a second", { timeout: 60_000 }, () => {
  it.each(["SIGKILL", "restart"] as const)("load all while the standby ends: %s", async (way) => {
    const { standby, chatbot, start, readsFrom, calmMs } = await openPages();
    const browsing = start();
    await sleep(500);
    if (way === "SIGKILL") standby.kill(way);
    else await standby.stop("immediate");
    await standby.exited();
    if (way === "SIGKILL") await sleep(1_500);
    await standby.start();
    const before = await readsFrom("standby");
    await expect
      .poll(async () => (await isServing(chatbot.url)) && (await readsFrom("standby")) > before, {
        timeout: 5_000,
      })
      .toBe(true);
    const { failed, loads, durationsMs } = await browsing.stop();
    expect(failed).toEqual([]);
    expect(loads).toBeGreaterThan(30);
    expect(durationsMs[0]).toBeLessThan(2_000 + calmMs);
  });

  it("load all while the standby is frozen, and hardly any is slow", async () => {
    const { standby, chatbot, start, calmMs } = await openPages();
    const browsing = start();
    await sleep(500);
    standby.kill("SIGSTOP");
    await sleep(4_000);
    const { failed, durationsMs } = await browsing.stop();
    standby.kill("SIGCONT");
    expect(failed).toEqual([]);
    expect(durationsMs.filter((duration) => duration > slowMs + calmMs).length).toBeLessThanOrEqual(5);
    expect(durationsMs[0]).toBeLessThan(2_000 + calmMs);
    await expect.poll(() => isServing(chatbot.url), { timeout: 10_000 }).toBe(true);
  });

  it("load all while the standby is promoted beside a living primary, and nothing is written to it", async () => {
    const { standby, chatbot, start, promote, run, api } = await openPages();
    const browsing = start();
    await sleep(500);
    await promote();
    await expect
      .poll(() => readCount(chatbot.url, "chatbot_standby_state", { state: "promoted" }), { timeout: 10_000 })
      .toBe(1);
    const { id } = await api.createConversation({ title: "After the promotion" });
    expect((await api.findConversation(id))?.title).toBe("After the promotion");
    const { failed } = await browsing.stop();
    expect(failed).toEqual([]);
    expect(await run(standby, `select id from conversations where id = '${id}'`)).toEqual([]);
  });
});
