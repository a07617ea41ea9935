import { createServer } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/database-cluster.ts";
import { startPostgresRelay } from "#tests/support/postgres-relay.ts";
import { connectPostgres } from "./connect.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

type Options = Parameters<typeof connectPostgres>[0];

function connect(options: Omit<Options, "log">) {
  const logged: unknown[][] = [];
  const pools = connectPostgres({ ...options, log: { debug: (...entry) => logged.push(entry) } });
  onTestFinished(() => pools.close());
  return { ...pools, logged };
}

function connectStandby(options: Omit<Options, "log">) {
  const { standby } = connect(options);
  if (!standby) throw new Error("There is no standby.");
  return standby;
}

/** One URL with the hosts of several. */
function severalHosts(...urls: [string, ...string[]]): string {
  const hosts = urls.map((url) => new URL(url).host);
  return urls[0].replace(/@[^/]+/, `@${hosts.join(",")}`);
}

async function unusedUrl(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  const url = new URL(database.primaryUrl);
  url.port = typeof address === "object" ? String(address?.port) : "1";
  return url.href;
}

describe("connectPostgres", () => {
  it("limits the statements and idle transactions of the primary", async () => {
    const { primary } = connect(database);
    const [settings] = await primary`
      select current_setting('application_name') as name, current_setting('statement_timeout') as statement,
        current_setting('idle_in_transaction_session_timeout') as idle, pg_is_in_recovery() as is_standby`;
    expect(settings).toEqual({ name: "chatbot", statement: "5s", idle: "10s", is_standby: false });
  });

  it("limits the statements of the standby more tightly and lets them only read", async () => {
    const standby = connectStandby(database);
    const [settings] = await standby`
      select current_setting('application_name') as name, current_setting('statement_timeout') as statement,
        current_setting('default_transaction_read_only') as read_only, pg_is_in_recovery() as is_standby`;
    expect(settings).toEqual({ name: "chatbot", statement: "3s", read_only: "on", is_standby: true });
  });

  it("has no standby when none is configured", () => {
    expect(connect({ primaryUrl: database.primaryUrl }).standby).toBeUndefined();
  });

  it("refuses writes on a standby URL that leads to a primary", async () => {
    const standby = connectStandby({ ...database, standbyUrl: database.primaryUrl });
    await expect(standby`create table written (note text)`).rejects.toMatchObject({ code: "25006" });
  });

  it("neither prepares statements nor sends start-up settings where the URL says prepare=false", async () => {
    const { primary } = connect({ primaryUrl: `${database.primaryUrl}?prepare=false`, max: 1 });
    await primary`select ${1}::int`;
    const [session] = await primary`
      select count(*)::int as prepared, current_setting('statement_timeout') as statement
      from pg_prepared_statements where ${true}`;
    expect(session).toEqual({ prepared: 0, statement: "0" });
  });

  it("prepares statements otherwise", async () => {
    const { primary } = connect({ primaryUrl: database.primaryUrl, max: 1 });
    const [session] = await primary`
      select count(*)::int as prepared from pg_prepared_statements where statement like ${"%of this test%"} -- of this test`;
    expect(session).toEqual({ prepared: 1 });
  });

  it("gives notices of the server to the log", async () => {
    const { primary, logged } = connect(database);
    await primary`drop table if exists not_there`;
    expect(logged).toEqual([[expect.objectContaining({ code: "00000" }), "PostgreSQL says"]]);
  });

  it("ends its sessions when closed", async () => {
    const pools = connect(database);
    await pools.primary`select 1`;
    await pools.close();
    await expect(pools.primary`select 1`.execute()).rejects.toMatchObject({ code: "CONNECTION_ENDED" });
  });
});

describe("several hosts in a URL", () => {
  it("lead to the one in the wanted role, whatever their order", async () => {
    const hosts = severalHosts(await unusedUrl(), database.standbyUrl, database.primaryUrl);
    const { primary } = connect({ primaryUrl: hosts });
    const standby = connectStandby({ primaryUrl: hosts, standbyUrl: hosts });
    for (let round = 0; round < 3; round++) {
      expect(await primary`select pg_is_in_recovery() as is_standby`).toEqual([{ is_standby: false }]);
      expect(await standby`select pg_is_in_recovery() as is_standby`).toEqual([{ is_standby: true }]);
    }
  });

  it("fail the statement when all are down", async () => {
    const { primary } = connect({ primaryUrl: severalHosts(await unusedUrl(), await unusedUrl()) });
    await expect(primary`select 1`.execute()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("fail the statement when none has the wanted role", async () => {
    const { primary } = connect({ primaryUrl: severalHosts(database.standbyUrl, database.standbyUrl) });
    await expect(primary`select 1`.execute()).rejects.toMatchObject({ code: "CONNECTION_DESTROYED" });
  });

  it("fall back to a primary for target_session_attrs=prefer-standby", async () => {
    const hosts = `${severalHosts(database.primaryUrl, await unusedUrl())}?target_session_attrs=prefer-standby`;
    const standby = connectStandby({ ...database, standbyUrl: hosts });
    expect(await standby`select pg_is_in_recovery() as is_standby`).toEqual([{ is_standby: false }]);
  });
});

describe("an outage", () => {
  it("is told at once, and its end is noticed soon", async () => {
    const gone = await unusedUrl();
    const { primary } = connect({ primaryUrl: gone, max: 2 });
    for (let attempt = 0; attempt < 10; attempt++) {
      await expect(primary`select 1`.execute()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    }
    const relay = await startPostgresRelay(database.primaryUrl, { port: Number(new URL(gone).port) });
    onTestFinished(() => relay.close());
    const startedAt = performance.now();
    await primary`select 1`;
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("while a connection is set up fails only the statement that waits for it", async () => {
    let resets = 0;
    const resetOn = (sent: Buffer) => sent.includes("pg_catalog.pg_type") && resets++ === 0;
    const relay = await startPostgresRelay(database.primaryUrl, { resetOn });
    onTestFinished(() => relay.close());
    const { primary } = connect({ primaryUrl: relay.url, max: 1 });
    await expect(primary`select 1`.execute()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await primary`select ${["a", "b"]}::text[] as letters`).toEqual([{ letters: ["a", "b"] }]);
  });
});
