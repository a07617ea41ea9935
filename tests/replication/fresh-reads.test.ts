import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { requireWorkerCluster, waitForStandby } from "#tests/support/database-cluster.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { delayReplay, pauseReplay } from "#tests/support/standby-replay.ts";
import { shareChatbot, startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot();

const readsFrom = (target: "standby" | "primary", url = chatbot().url) =>
  readCount(url, "chatbot_reads_total", { target });

/** Writes and reads each at once, five pairs; tells every read that was older than the write before it. */
async function writeAndRead(api: TestApi, round: number): Promise<string[]> {
  const stale: string[] = [];
  const check = (what: string, isFresh: boolean) => {
    if (!isFresh) stale.push(`${what} of round ${round}`);
  };
  const { id } = await api.createConversation({ title: `Round ${round}` });
  check("create", (await api.findConversation(id))?.title === `Round ${round}`);
  await api.patch(`/api/conversations/${id}`, { title: `Renamed ${round}` });
  check("rename", (await api.findConversation(id))?.title === `Renamed ${round}`);
  await api.patch(`/api/conversations/${id}`, { pinned: true });
  check(
    "pin",
    (await api.listConversations()).items.some((item) => item.id === id && item.pinned),
  );
  const turn = await api.ask(id, "Hello");
  const { items } = await api.listMessages(id);
  check("turn", items.at(-1)?.id === turn.assistantMessage.id);
  await api.delete(`/api/conversations/${id}`);
  check("delete", (await api.findConversation(id)) === undefined);
  return stale;
}

/** Five pairs a round by each of six people at once. */
async function writeAndReadOften(url: string, rounds: number): Promise<string[]> {
  const people = Array.from({ length: 6 }, () => new TestApi(url, `person-${newId()}`));
  const stale = await Promise.all(
    people.map(async (api) => {
      const found: string[] = [];
      for (let round = 0; round < rounds; round += 1) found.push(...(await writeAndRead(api, round)));
      return found;
    }),
  );
  return stale.flat();
}

describe("reads", () => {
  it("of pages and API come from the standby", async () => {
    const api = new TestApi(chatbot().url, "reader");
    const { id } = await api.createConversation({ title: "On the standby" });
    await api.ask(id, "Hello");
    await api.listConversations();
    const [fromStandby, fromPrimary] = [await readsFrom("standby"), await readsFrom("primary")];
    expect((await api.get(`/c/${id}`)).text).toContain("On the standby");
    await api.listConversations();
    await api.listMessages(id);
    expect((await readsFrom("standby")) - fromStandby).toBeGreaterThanOrEqual(4);
    expect(await readsFrom("primary")).toBe(fromPrimary);
  });

  it("come from the standby alone while nobody writes", async () => {
    const api = new TestApi(chatbot().url, "quiet-reader");
    const { id } = await api.createConversation();
    await waitForStandby(await requireWorkerCluster());
    const [fromStandby, fromPrimary] = [await readsFrom("standby"), await readsFrom("primary")];
    for (let read = 0; read < 20; read += 1) expect(await api.findConversation(id)).toBeDefined();
    expect((await readsFrom("standby")) - fromStandby).toBe(20);
    expect(await readsFrom("primary")).toBe(fromPrimary);
  });

  it("right after one's own writes are never stale, and mostly from the standby when that keeps up", async () => {
    const before = { standby: await readsFrom("standby"), primary: await readsFrom("primary") };
    expect(await writeAndReadOften(chatbot().url, 3)).toEqual([]);
    const fromStandby = (await readsFrom("standby")) - before.standby;
    const fromPrimary = (await readsFrom("primary")) - before.primary;
    expect(fromStandby / (fromStandby + fromPrimary)).toBeGreaterThan(0.5);
  });

  it("are never stale on a standby that is 5 s behind", async () => {
    await delayReplay(5_000);
    const before = await readsFrom("primary");
    expect(await writeAndReadOften(chatbot().url, 10)).toEqual([]);
    expect((await readsFrom("primary")) - before).toBeGreaterThanOrEqual(300);
  });

  it("are never stale while replay is paused, and return to the standby when it goes on", async () => {
    const api = new TestApi(chatbot().url, "patient");
    const replay = await pauseReplay();
    for (let round = 0; round < 5; round += 1) expect(await writeAndRead(api, round)).toEqual([]);
    await replay.resume();
    const before = await readsFrom("standby");
    await expect
      .poll(
        async () => {
          await api.listConversations();
          return readsFrom("standby");
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(before);
  });

  it("show what a frame has told of, to any tab, on a standby that is behind", async () => {
    await delayReplay(5_000);
    const user = "framed";
    const [writer, other] = [
      await TestClient.connect(chatbot().url, { user }),
      await TestClient.connect(chatbot().url, { user }),
    ];
    const api = new TestApi(chatbot().url, user);
    const { generationId, conversation, message } = await writer.ask("Hello");
    expect((await api.listMessages(conversation.id)).items[0]).toEqual(message);
    const finished = await writer.finished(generationId);
    expect((await api.listMessages(conversation.id)).items.at(-1)).toEqual(finished.message);
    const told = await other.expect("conversation.updated", (frame) => !frame.conversation.generating);
    expect(await api.findConversation(conversation.id)).toMatchObject({
      id: told.conversation.id,
      generating: false,
    });
    expect((await api.get(`/c/${conversation.id}`)).status).toBe(200);
  });
});

describe("the token", () => {
  const header = "x-read-after";

  it("comes with every write, and with it another process is as new, on a standby that is behind", async () => {
    const other = await startChatbot({ pages: false, database: chatbot().database, model: chatbot().model });
    await delayReplay(5_000);
    const user = "two-processes";
    const [here, there] = [new TestApi(chatbot().url, user), new TestApi(other.url, user)];
    const created = await here.post("/api/conversations", { title: "Told" });
    const token = String(created.headers[header]);
    expect(token).toMatch(/^v1\./);
    const list = await there.get("/api/conversations", { headers: { [header]: token } });
    expect(list.text).toContain("Told");
    expect(list.headers["set-cookie"]).toBeUndefined();
  });

  it("is not needed to be never stale: a program without it reads through any process what it wrote", async () => {
    const other = await startChatbot({ pages: false, database: chatbot().database, model: chatbot().model });
    await delayReplay(5_000);
    const user = "no-token";
    const [here, there] = [new TestApi(chatbot().url, user), new TestApi(other.url, user)];
    for (let round = 0; round < 10; round += 1) {
      const { id } = await here.createConversation({ title: `Round ${round}` });
      expect((await there.findConversation(id))?.title).toBe(`Round ${round}`);
      await there.patch(`/api/conversations/${id}`, { title: "Renamed" });
      expect((await here.findConversation(id))?.title).toBe("Renamed");
    }
  });

  it("comes on frames in every process, so that whoever is told of something can read it there", async () => {
    const other = await startChatbot({ pages: false, database: chatbot().database, model: chatbot().model });
    await delayReplay(5_000);
    const user = "told-elsewhere";
    const client = await TestClient.connect(other.url, { user });
    const { id } = await new TestApi(chatbot().url, user).createConversation({ title: "Elsewhere" });
    const { readAfter } = await client.expect(
      "conversation.updated",
      ({ conversation }) => conversation.id === id,
    );
    const api = new TestApi(other.url, user);
    const read = await api.get(`/api/conversations/${id}`, { headers: { [header]: readAfter ?? "" } });
    expect([read.status, readAfter?.slice(0, 3)]).toEqual([200, "v1."]);
  });

  it("of somebody else, forged or misshapen counts for nothing", async () => {
    await delayReplay(5_000);
    const [ada, eve] = [new TestApi(chatbot().url, "ada"), new TestApi(chatbot().url, "eve")];
    const foreign = String((await eve.post("/api/conversations", {})).headers[header]);
    const { id } = await ada.createConversation();
    const far = `v1.00000001.${"f".repeat(16)}.${foreign.split(".").slice(3).join(".")}`;
    for (const token of [foreign, far, "v1", "x".repeat(5_000), "ask"]) {
      const answer = await ada.get(`/api/conversations/${id}`, { headers: { [header]: token } });
      expect(answer.status).toBe(200);
    }
  });

  it("is a cookie for browsers, secure where the page is, and pages bear it", async () => {
    const api = new TestApi(chatbot().url, "browser");
    const first = await api.get("/");
    let cookie = first.headers["set-cookie"]?.[0] ?? "";
    expect(cookie).toMatch(/^read-after=v1\.[^;]+; Path=\/; Max-Age=3600; SameSite=Lax$/);
    // The log may have grown in between, by what the server itself writes; then there is a later one.
    const laterCookie = async () => {
      const { headers } = await api.get("/", { headers: { cookie: cookie.split(";")[0] ?? "" } });
      cookie = headers["set-cookie"]?.[0] ?? cookie;
      return headers["set-cookie"];
    };
    await expect.poll(laterCookie).toBeUndefined();
    const secure = await api.get("/", { headers: { "x-forwarded-proto": "https" } });
    expect(secure.headers["set-cookie"]?.[0]).toMatch(/^__Host-read-after=v1\.[^;]+; .*; Secure$/);
  });
});

describe("a server without a standby", () => {
  it("reads from the primary", async () => {
    const { url } = await startChatbot({ pages: false, standby: false });
    expect(await writeAndRead(new TestApi(url, "ada"), 1)).toEqual([]);
    expect(await readsFrom("standby", url)).toBe(0);
    const labels = { target: "primary", reason: "no_standby" };
    expect(await readCount(url, "chatbot_reads_total", labels)).toBe(5);
  });
});
