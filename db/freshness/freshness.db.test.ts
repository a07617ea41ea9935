import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { v7 as newId } from "uuid";
import { startCluster, type Cluster } from "#embedded/postgres/cluster.ts";
import {
  createTestDatabase,
  requireWorkerCluster,
  type TestDatabase,
} from "#tests/support/database-cluster.ts";
import { startPostgresRelay } from "#tests/support/postgres-relay.ts";
import { delayReplay } from "#tests/support/standby-replay.ts";
import { person } from "#tests/support/test-stores.ts";
import { migrate } from "../migrate.ts";
import { createPostgresConversationWriter } from "../stores/postgres-conversation-writer.ts";
import { ForeignStandbyError, Freshness } from "./freshness.ts";

const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

/** The two servers as a process sees them, and what it counted. */
async function open(urls: { primaryUrl: string; standbyUrl: string | undefined }) {
  const observed = { answered: [] as string[], changes: [] as string[], lost: 0, writable: [] as boolean[] };
  const silent = () => undefined;
  const freshness = new Freshness({
    ...urls,
    telemetry: {
      answered: (target, reason) => observed.answered.push(`${target} ${reason}`),
      fellBack: silent,
      waited: silent,
      queued: silent,
      lag: silent,
      began: silent,
      changed: (from, to) => observed.changes.push(`${from} ${to}`),
      lostWrites: (count) => (observed.lost += count),
    },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  freshness.writableChanged.on((isWritable) => observed.writable.push(isWritable));
  onTestFinished(() => freshness.close());
  await freshness.start();
  const writer = createPostgresConversationWriter(freshness.primary, {
    owner: "test-process",
    onCommitted: (...userIds) => freshness.onCommitted(...userIds),
  });
  const write = (title: string) =>
    writer.createConversation({ user: person("ada"), conversation: { id: newId(), title } });
  /** The titles that a request bearing the token gets. */
  const read = async (...tokens: string[]) => {
    const reads = freshness.forRequest(tokens);
    const page = await reads.read("ada", (reader) =>
      reader.listConversations({ userId: "ada", page: { limit: 100 } }),
    );
    return { titles: page.items.map(({ title }) => title).sort(), isStale: reads.isStale };
  };
  return { freshness, observed, write, read };
}

describe("on a primary and its standby", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it("a request that bears a token is served by the standby, one after the other", async () => {
    const { freshness, observed, write, read } = await open(database);
    await write("One");
    const token = freshness.readAfter("ada") ?? "";
    expect((await read(token)).titles).toEqual(["One"]);
    expect(observed.answered).toEqual(["standby fresh"]);
    expect(freshness.state).toBe("closed");
  });

  it("reads that bear a token cost the primary nothing, and those without one question each", async () => {
    let sent = 0;
    const relay = await startPostgresRelay(database.primaryUrl, {
      resetOn: () => {
        sent += 1;
        return false;
      },
    });
    onTestFinished(() => relay.close());
    const { freshness, write, read, observed } = await open({ ...database, primaryUrl: relay.url });
    await write("Told");
    const token = freshness.readAfter("ada") ?? "";
    await expect.poll(() => read(token).then(() => observed.answered.at(-1))).toBe("standby fresh");
    const sentFor = async (...tokens: string[]) => {
      const [before, startedAt] = [sent, performance.now()];
      for (let round = 0; round < 200; round += 1) await read(...tokens);
      const polls = Math.ceil((performance.now() - startedAt) / 250) + 1;
      return sent - before - polls;
    };
    expect(await sentFor(token)).toBeLessThanOrEqual(0);
    expect(await sentFor()).toBeGreaterThan(190);
  });

  it("a token of one process is good in another, also on a standby that is behind", async () => {
    const [here, there] = [await open(database), await open(database)];
    await delayReplay(5_000);
    await here.write("Told");
    const token = here.freshness.readAfter("ada") ?? "";
    expect((await there.read(token)).titles).toContain("Told");
    expect((await there.read()).titles).toContain("Told");
    expect(new Set(there.observed.answered)).toEqual(new Set(["primary behind"]));
  });

  it("a standby whose replay cancels read after read is left alone for a while", async () => {
    const { freshness, observed, write, read } = await open(database);
    await write("Cancelled");
    const token = freshness.readAfter("ada") ?? "";
    await expect.poll(() => read(token).then(() => observed.answered.at(-1))).toBe("standby fresh");
    let asked = 0;
    const readCancelled = () =>
      freshness.forRequest([token]).read("ada", () => {
        asked += 1;
        const isOnStandby = asked % 2 === 1;
        return isOnStandby
          ? Promise.reject(Object.assign(new Error("cancelled"), { code: "40001" }))
          : Promise.resolve(asked);
      });
    for (let read = 1; read <= 9; read += 1) expect(await readCancelled()).toBe(2 * read);
    expect(freshness.state).toBe("closed");
    expect(await readCancelled()).toBe(20);
    expect(freshness.state).toBe("open");
    await expect.poll(() => freshness.state, { timeout: 10_000 }).toBe("closed");
  });

  it("a token that is no good is as none: the primary is asked", async () => {
    const [here, there] = [await open(database), await open(database)];
    await here.write("Unheard of");
    const foreign = (await open(database)).freshness.readAfter("eve") ?? "v1.x";
    for (const token of [foreign, "", "ask", "v1.00000001.ffffffffffffffff.0.aaaaaaaaaaaaaaaaaaaaaa"]) {
      expect((await there.read(token)).titles).toContain("Unheard of");
    }
  });

  it("what hangs on a primary that has fallen silent fails, and is taken again when it answers", async () => {
    const { primary } = await requireWorkerCluster();
    const { freshness, write, observed } = await open(database);
    await write("Before");
    primary.kill("SIGSTOP");
    await expect(write("Into nowhere")).rejects.toMatchObject({ code: "database_unavailable" });
    expect([freshness.state, freshness.isWritable]).toEqual(["read-only", false]);
    primary.kill("SIGCONT");
    await expect.poll(() => freshness.isWritable).toBe(true);
    await write("After");
    expect(observed.writable).toEqual([false, true]);
  });

  it("a standby address that leads to the primary itself is none", async () => {
    const { freshness, write, read, observed } = await open({ ...database, standbyUrl: database.primaryUrl });
    // A server that is slow to answer at first is looked at again.
    await expect.poll(() => freshness.state).toBe("none");
    await write("Alone");
    expect((await read()).titles).toContain("Alone");
    expect(observed.answered).toEqual(["primary no_standby"]);
  });
});

describe("on servers of its own", () => {
  let dir: string;
  let cluster: Cluster;
  let urls: { primaryUrl: string; standbyUrl: string };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "chatbot-failover-"));
    const settings = { fsync: "off", shared_buffers: "32MB" };
    cluster = await startCluster({ dataDir: join(dir, "data"), log: () => undefined, settings });
    urls = { primaryUrl: cluster.primaryUrl, standbyUrl: cluster.standbyUrl ?? "" };
    await migrate(urls.primaryUrl, migrations);
  });
  afterAll(async () => {
    await cluster.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it("a standby of another cluster is refused at start", async () => {
    const other = await createTestDatabase();
    await expect(open({ ...urls, standbyUrl: other.standbyUrl })).rejects.toThrow(ForeignStandbyError);
    await other.drop();
  });

  it("a failover is followed: lost writes are counted, old tokens count for nothing, and a former primary is refused", async () => {
    const { primary, standby } = cluster;
    if (!standby) throw new Error("the cluster has no standby");
    const hosts = [urls.primaryUrl, urls.standbyUrl].map((url) => new URL(url).host).join(",");
    const both = urls.primaryUrl.replace(/@[^/]+/, `@${hosts}`);
    const { freshness, observed, write, read } = await open({
      primaryUrl: both,
      standbyUrl: urls.standbyUrl,
    });
    await write("Replicated");
    await expect.poll(() => read().then(() => observed.answered.at(-1))).toBe("standby fresh");
    await onServer(urls.standbyUrl, async (sql) => {
      await sql.unsafe("alter system set primary_conninfo = ''");
      await sql`select pg_reload_conf()`;
    });
    await expect
      .poll(() =>
        onServer(urls.standbyUrl, (sql) => sql`select 1 from pg_stat_wal_receiver`).then(
          (rows) => rows.length,
        ),
      )
      .toBe(0);
    await write("Lost");
    await write("Lost too");
    const token = freshness.readAfter("ada") ?? "";
    expect((await read(token)).titles).toEqual(["Lost", "Lost too", "Replicated"]);

    await primary.stop("immediate");
    await expect.poll(() => freshness.isWritable, { timeout: 5_000 }).toBe(false);
    expect(await read(token)).toEqual({ titles: ["Replicated"], isStale: true });

    await onServer(urls.standbyUrl, (sql) => sql`select pg_promote()`);
    await expect.poll(() => freshness.isWritable, { timeout: 10_000 }).toBe(true);
    expect(observed.lost).toBe(2);
    await write("New");
    expect(await read(token)).toEqual({ titles: ["New", "Replicated"], isStale: false });
    expect(freshness.readAfter("ada")).toMatch(/^v1\.00000002\./);
    expect(freshness.state).toBe("promoted");

    await primary.start();
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    await write("Still here");
    expect((await read()).titles).toEqual(["New", "Replicated", "Still here"]);
    expect(observed.writable).toEqual([false, true]);
  });
});

async function onServer<T>(url: string, work: (sql: postgres.Sql) => PromiseLike<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
