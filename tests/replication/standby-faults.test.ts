import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { PostgresServer } from "#embedded/postgres/cluster.ts";
import { startOwnCluster, type OwnCluster } from "#tests/support/own-cluster.ts";
import { signalServerProcess } from "#tests/support/signal-server-process.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { browse } from "./support/browse.ts";
import { writeThenRead } from "./support/write-then-read.ts";

async function openChat() {
  const cluster = await startOwnCluster();
  const chatbot = await startChatbot({ pages: false, database: cluster.database });
  const isServing = async () =>
    (await readCount(chatbot.url, "chatbot_standby_state", { state: "closed" })) === 1;
  await expect.poll(isServing, { timeout: 10_000 }).toBe(true);
  return { ...cluster, chatbot, isServing };
}

describe(
  "a standby whose receiver is frozen, so that it replays all that it has",
  { timeout: 60_000 },
  () => {
    it("shows nobody a stale page, is known to be behind, and serves again afterwards", async () => {
      const { standby, database, chatbot, run, isServing } = await openChat();
      const [receiver] = await run(
        standby,
        "select pid from pg_stat_activity where backend_type = 'walreceiver'",
      );
      const pid = Number(receiver?.["pid"]);
      await signalServerProcess(database.standbyUrl, pid, "STOP");
      try {
        expect(await writeThenRead(chatbot.url, { pairs: 400, people: 20 })).toEqual([]);
        // Behind for longer than a second.
        await expect.poll(isServing, { timeout: 5_000 }).toBe(false);
        expect(await writeThenRead(chatbot.url, { pairs: 100, people: 20 })).toEqual([]);
      } finally {
        await signalServerProcess(database.standbyUrl, pid, "CONT");
      }
      await expect.poll(isServing, { timeout: 15_000 }).toBe(true);
    });
  },
);

/** Reads of both tables wait for the first one while they hold the second, which replay is to lock next. */
async function lockInTurn(
  run: OwnCluster["run"],
  primary: PostgresServer,
  [first, second]: [string, string],
) {
  const lock = (table: string, seconds: number) =>
    run(primary, `begin; lock table ${table} in access exclusive mode; select pg_sleep(${seconds}); commit`);
  // The record of a lock reaches the standby only with a commit that comes after it.
  const send = () => run(primary, "select pg_logical_emit_message(true, 'test', 'commit')");
  const begun = lock(first, 0.6);
  await sleep(100);
  await send();
  await sleep(150);
  const then = lock(second, 0.3);
  await sleep(50);
  await send();
  await Promise.all([begun, then]);
}

describe("a read that is cancelled because replay must go on", { timeout: 60_000 }, () => {
  it("is answered by the primary, and says nothing against the standby", async () => {
    const { primary, standby, chatbot, run, isServing } = await openChat();
    await run(standby, "alter system set max_standby_streaming_delay = '50ms'");
    await run(standby, "select pg_reload_conf()");
    const api = new TestApi(chatbot.url, "conflicted");
    const { id } = await api.createConversation({ title: "Conflicted" });
    const browsing = browse(api, [`/api/conversations/${id}`, `/api/conversations/${id}/messages`]);
    const conflicts = () => readCount(chatbot.url, "chatbot_read_fallbacks_total", { cause: "conflict" });
    const endAt = Date.now() + 20_000;
    while (Date.now() < endAt && (await conflicts()) === 0) {
      await lockInTurn(run, primary, ["conversations", "messages"]);
      await lockInTurn(run, primary, ["messages", "conversations"]);
    }
    const { failed } = await browsing.stop();
    expect(failed).toEqual([]);
    expect(await conflicts()).toBeGreaterThan(0);
    expect(await isServing()).toBe(true);
  });
});
