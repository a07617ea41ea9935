import { setTimeout as sleep } from "node:timers/promises";
import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { startOwnCluster } from "#tests/support/own-cluster.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

describe("a synchronous standby that is frozen", { timeout: 90_000 }, () => {
  it("holds messages up; sent again under its id, each is kept and answered once", async () => {
    const { primary, standby, database, run } = await startOwnCluster();
    const chatbot = await startChatbot({ pages: false, database });
    const api = new TestApi(chatbot.url, "ada");
    const { id: conversationId } = await api.createConversation({ title: "Strict" });
    await run(primary, "alter system set synchronous_standby_names = '*'");
    await run(primary, "select pg_reload_conf()");
    await expect
      .poll(() => run(primary, "select sync_state from pg_stat_replication"))
      .toEqual([{ sync_state: "sync" }]);
    const client = await TestClient.connect(chatbot.url);
    standby.kill("SIGSTOP");
    // In a container the signal takes a moment.
    const answers = () =>
      Promise.race([run(standby, "select 1").then(() => true), sleep(300, false, { ref: false })]);
    await expect.poll(answers).toBe(false);
    const frame = { type: "message.send", id: newId(), conversationId, content: "Strictly once" };
    client.send(frame);
    // Longer than any deadline of ours. Impatient people send again, as the browser does after a reconnect.
    await sleep(7_000);
    expect(client.framesOf("message.accepted")).toEqual([]);
    client.send(frame);
    standby.kill("SIGCONT");
    await expect
      .poll(
        () => {
          if (client.framesOf("message.accepted").length === 0) client.send(frame);
          return client.framesOf("generation.finished").length;
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBeGreaterThanOrEqual(1);
    await client.settled();
    const { items } = await api.listMessages(conversationId);
    expect(items.map(({ role, status }) => [role, status])).toEqual([
      ["user", "complete"],
      ["assistant", "complete"],
    ]);
    expect(chatbot.model.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });
});
