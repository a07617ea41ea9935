import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isInstalled } from "#tests/support/is-installed.ts";
import { startOwnCluster } from "#tests/support/own-cluster.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { tokens } from "#tests/support/scripted-model.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { words } from "#tests/support/words.ts";
import { browse } from "./support/browse.ts";
import { writeThenRead } from "./support/write-then-read.ts";

/** Debian's. */
const programsDir = "/usr/lib/postgresql/15/bin";
const hasPostgres15 = isInstalled(
  existsSync(`${programsDir}/postgres`),
  "PostgreSQL 15 (Debian: apt-get install postgresql-15)",
);

async function openChat() {
  const cluster = await startOwnCluster({ programsDir });
  const chatbot = await startChatbot({ pages: false, database: cluster.database });
  return { ...cluster, chatbot, url: chatbot.url };
}

describe.skipIf(!hasPostgres15)("PostgreSQL 15, the oldest that is supported", { timeout: 90_000 }, () => {
  it("keeps turns, streams and stops them, searches, renames, deletes and tells what is there", async () => {
    const { chatbot, url, run, primary } = await openChat();
    expect(await run(primary, "show server_version")).toMatchObject([
      { server_version: expect.stringMatching(/^15\./) as unknown },
    ]);
    const client = await TestClient.connect(url);
    const api = new TestApi(url, "ada");
    const { generationId, conversation } = await client.ask("Hello");
    const { message } = await client.finished(generationId);
    expect(message.content).toBe(client.textOf(generationId));
    expect((await api.listMessages(conversation.id)).items.at(-1)).toEqual(message);
    chatbot.model.answerTo("Long", tokens(words(2_000), { gapMs: 10 }));
    const long = await client.ask("Long", { conversationId: conversation.id });
    await client.expect("generation.delta", (frame) => frame.generationId === long.generationId);
    client.send({ type: "generation.stop", generationId: long.generationId });
    expect((await client.finished(long.generationId)).message.status).toBe("stopped");
    expect((await api.get("/api/search?q=Hello")).status).toBe(200);
    expect((await api.patch(`/api/conversations/${conversation.id}`, { title: "Renamed" })).status).toBe(200);
    expect((await api.findConversation(conversation.id))?.title).toBe("Renamed");
    await api.delete(`/api/conversations/${conversation.id}`);
    expect((await api.listConversations()).items).toEqual([]);
  });

  it("never shows a stale read, with a standby that keeps up and with one that is behind", async () => {
    const { standby, run, url } = await openChat();
    expect(await writeThenRead(url, { pairs: 400, people: 20 })).toEqual([]);
    expect(await readCount(url, "chatbot_reads_total", { target: "standby" })).toBeGreaterThan(200);
    await run(standby, "alter system set recovery_min_apply_delay = 5000");
    await run(standby, "select pg_reload_conf()");
    expect(await writeThenRead(url, { pairs: 400, people: 20 })).toEqual([]);
  });

  it("is read on while the primary is away, and written again afterwards", async () => {
    const { primary, url } = await openChat();
    const api = new TestApi(url, "ada");
    const { id } = await api.createConversation({ title: "Kept" });
    const browsing = browse(api, [`/api/conversations/${id}`]);
    await primary.stop("immediate");
    await expect
      .poll(() => readCount(url, "chatbot_standby_state", { state: "read-only" }), { timeout: 10_000 })
      .toBe(1);
    await primary.start();
    await expect
      .poll(async () => (await api.patch(`/api/conversations/${id}`, { pinned: true })).status, {
        timeout: 15_000,
      })
      .toBe(200);
    expect((await browsing.stop()).failed).toEqual([]);
  });
});
