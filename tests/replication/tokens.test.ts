import { beforeAll, describe, expect, it } from "vitest";
import postgres from "postgres";
import { createFreshnessTokens } from "#db/freshness/freshness-token.ts";
import { delayReplay } from "#tests/support/standby-replay.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { shareChatbot, startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false });
const beyondAnyLog = { timeline: 1, lsn: 0xffff_ffff_ffff_ff00n };

describe("two tabs whose answers overtake each other", () => {
  it("never lower what their next read must show", async () => {
    await delayReplay(5_000);
    const api = new TestApi(chatbot().url, "two-tabs");
    const { id } = await api.createConversation({ title: "First" });
    const older = await api.patch(`/api/conversations/${id}`, { title: "Second" });
    await api.patch(`/api/conversations/${id}`, { title: "Third" });
    // The answer to the older write came last, and its token is the one that the browser kept.
    const headers = { "X-Read-After": String(older.headers["x-read-after"]) };
    const read = await api.get(`/api/conversations/${id}`, { headers });
    expect(read.json).toMatchObject({ title: "Third" });
  });

  it("never lower it through another process that has told of the newer write", async () => {
    const other = await startChatbot({ pages: false, database: chatbot().database, model: chatbot().model });
    await delayReplay(5_000);
    const user = "two-tabs-elsewhere";
    const api = new TestApi(chatbot().url, user);
    const { id } = await api.createConversation({ title: "First" });
    const tab = await TestClient.connect(other.url, { user });
    const older = await api.patch(`/api/conversations/${id}`, { title: "Second" });
    await api.patch(`/api/conversations/${id}`, { title: "Third" });
    await tab.expect("conversation.updated", ({ conversation }) => conversation.title === "Third");
    const headers = { "X-Read-After": String(older.headers["x-read-after"]) };
    const read = await new TestApi(other.url, user).get(`/api/conversations/${id}`, { headers });
    expect(read.json).toMatchObject({ title: "Third" });
  });
});

describe("a token that says nothing", () => {
  let key = "";
  beforeAll(async () => {
    const sql = postgres(chatbot().database.primaryUrl, { max: 1, onnotice: () => undefined });
    const [row] = await sql<{ key: string }[]>`select key from freshness_key`;
    await sql.end({ timeout: 1 });
    key = row?.key ?? "";
  });

  const anHourAgo = () => Date.now() - 3_700_000;
  it.each([
    ["forged", (user: string) => createFreshnessTokens("guessed").format(user, beyondAnyLog)],
    ["expired", (user: string) => createFreshnessTokens(key, anHourAgo).format(user, beyondAnyLog)],
    ["somebody else's", () => createFreshnessTokens(key).format("eve", beyondAnyLog)],
    ["beyond the end of the log", (user: string) => createFreshnessTokens(key).format(user, beyondAnyLog)],
  ])("because it is %s neither fails nor holds up a read, which is fresh", async (what, format) => {
    const user = `bearer of one ${what}`.replaceAll(/\W+/g, "-");
    const api = new TestApi(chatbot().url, user);
    const { id } = await api.createConversation({ title: "Fresh" });
    const ofPrimary = () => readCount(chatbot().url, "chatbot_reads_total", { target: "primary" });
    const before = await ofPrimary();
    for (let read = 0; read < 20; read += 1) {
      const headers = { "X-Read-After": format(user) };
      expect((await api.get(`/api/conversations/${id}`, { headers })).json).toMatchObject({ title: "Fresh" });
    }
    // The standby shows all that there is: such a token does not make it unfit.
    expect((await ofPrimary()) - before).toBeLessThanOrEqual(2);
  });
});
