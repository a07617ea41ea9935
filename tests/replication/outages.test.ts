import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { requireWorkerCluster } from "#tests/support/database-cluster.ts";
import { pauseReplay } from "#tests/support/standby-replay.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

/** A server with one talk in it, and the two database servers to do harm to. */
async function openTalk() {
  const { primary, standby } = await requireWorkerCluster();
  const chatbot = await startChatbot({ pages: false });
  const api = new TestApi(chatbot.url, "ada");
  const { id } = await api.createConversation({ title: "Talk" });
  await api.ask(id, "Hello");
  const read = async () => (await api.get(`/api/conversations/${id}/messages`)).status;
  const readsFrom = (target: string) => readCount(chatbot.url, "chatbot_reads_total", { target });
  await expect.poll(async () => [await read(), await readsFrom("standby")]).not.toEqual([200, 0]);
  return { primary, standby, chatbot, api, id, read, readsFrom };
}

/** Reads by five people for this long, one after another each. Tells every status and the slowest read. */
async function readFor(durationMs: number, read: () => Promise<number>) {
  const statuses = new Set<number>();
  let slowestMs = 0;
  const endAt = performance.now() + durationMs;
  const browse = async () => {
    while (performance.now() < endAt) {
      const askedAt = performance.now();
      statuses.add(await read());
      slowestMs = Math.max(slowestMs, performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: 5 }, browse));
  return { statuses: [...statuses], slowestMs };
}

describe("a standby that goes away", () => {
  const ways = ["stop", "SIGKILL", "SIGSTOP"] as const;
  it.each(ways)("is not missed by readers, who return to it afterwards: %s", async (way) => {
    const { standby, read, readsFrom } = await openTalk();
    const reading = readFor(3_000, read);
    if (way === "stop") await standby.stop();
    else standby.kill(way);
    const { statuses, slowestMs } = await reading;
    expect(statuses).toEqual([200]);
    expect(slowestMs).toBeLessThan(5_000);
    expect(await readsFrom("primary")).toBeGreaterThan(0);
    if (way === "SIGSTOP") standby.kill("SIGCONT");
    else await standby.start();
    const before = await readsFrom("standby");
    const isBack = async () => [await read(), (await readsFrom("standby")) > before];
    await expect.poll(isBack, { timeout: 15_000, interval: 100 }).toEqual([200, true]);
  });
});

describe("a primary that goes away", () => {
  it("leaves reads to the standby and refuses writes for now, until it is back", async () => {
    const { primary, chatbot, api, id, read } = await openTalk();
    await primary.stop("immediate");
    expect((await readFor(1_000, read)).statuses).toEqual([200]);
    const writes = [
      api.post("/api/conversations", { title: "New" }),
      api.patch(`/api/conversations/${id}`, { pinned: true }),
      api.delete(`/api/conversations/${id}`),
      api.post(`/api/conversations/${id}/messages`, { content: "Hi" }),
    ];
    for (const answer of await Promise.all(writes)) {
      expect([answer.status, errorOf(answer).code]).toEqual([503, "database_unavailable"]);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    }
    await primary.start();
    await expect
      .poll(async () => (await api.patch(`/api/conversations/${id}`, { pinned: true })).status, {
        timeout: 10_000,
      })
      .toBe(200);
    expect((await api.ask(id, "Again")).assistantMessage.status).toBe("complete");
    expect((await api.listMessages(id)).items).toHaveLength(4);
    const internal = { code: "internal" };
    expect(await readCount(chatbot.url, "chatbot_client_errors_total", internal)).toBe(0);
  });

  it("makes a message wait, which is then sent once under its id", async () => {
    const { primary, chatbot, api, id } = await openTalk();
    const client = await TestClient.connect(chatbot.url);
    await primary.stop("immediate");
    const frame = { type: "message.send", id: newId(), conversationId: id, content: "Patience" };
    const refused = await client.refusal(frame);
    expect(refused).toMatchObject({ code: "database_unavailable", retryable: true });
    await primary.start();
    await expect
      .poll(
        () => {
          if (client.framesOf("message.accepted").length === 0) client.send(frame);
          return client.framesOf("generation.finished").length;
        },
        { timeout: 10_000, interval: 500 },
      )
      .toBe(1);
    const { items } = await api.listMessages(id);
    expect(items.filter(({ content }) => content === "Patience")).toHaveLength(1);
  });
});

describe("while only the standby answers", () => {
  it("clients are told that writes wait, and when they go on", async () => {
    const { primary, chatbot, api } = await openTalk();
    const client = await TestClient.connect(chatbot.url);
    expect(await client.expect("hello")).toMatchObject({ writable: true });
    await primary.stop("immediate");
    await client.expect("service.changed", ({ writable }) => !writable);
    const late = await TestClient.connect(chatbot.url);
    expect(await late.expect("hello")).toMatchObject({ writable: false });
    expect((await api.get("/api/readyz")).json).toMatchObject({
      primary: "down",
      standby: "up",
      standbyState: "read-only",
    });
    await primary.start();
    await client.expect("service.changed", ({ writable }) => writable);
    expect(await readCount(chatbot.url, "chatbot_standby_transitions_total", { to: "read-only" })).toBe(1);
  });

  it("an answer that may be older than what its reader has seen says so", async () => {
    const { primary, api, id } = await openTalk();
    await expect
      .poll(async () => (await api.get(`/api/conversations/${id}`)).headers["x-read-stale"])
      .toBeUndefined();
    const replay = await pauseReplay();
    const write = await api.patch(`/api/conversations/${id}`, { title: "Not replayed" });
    await primary.stop("immediate");
    const headers = { "x-read-after": String(write.headers["x-read-after"]) };
    const answer = await api.get(`/api/conversations/${id}`, { headers });
    expect([answer.status, answer.headers["x-read-stale"]]).toEqual([200, "1"]);
    expect(answer.json).toMatchObject({ title: "Talk" });
    await replay.resume();
    await primary.start();
    await expect
      .poll(async () => (await api.get(`/api/conversations/${id}`, { headers })).json, { timeout: 10_000 })
      .toMatchObject({ title: "Not replayed" });
  });
});

describe("both database servers gone", () => {
  it("is told as 503 to readers too, and is over when they are back", async () => {
    const { primary, standby, api, read } = await openTalk();
    await standby.stop("immediate");
    await primary.stop("immediate");
    const answer = await api.get("/api/conversations");
    expect([answer.status, errorOf(answer).code]).toEqual([503, "database_unavailable"]);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    await primary.start();
    await standby.start();
    await expect.poll(read, { timeout: 15_000 }).toBe(200);
  });
});
