import { createServer } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/database-cluster.ts";
import { startPostgresRelay } from "#tests/support/postgres-relay.ts";
import { connectPool } from "./connect.ts";
import { hostUrls } from "./connection-options.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const silent = { debug: () => undefined };

function connectPrimary(url = database.primaryUrl, max = 20) {
  const pool = connectPool({ url, role: "primary", log: silent, max });
  onTestFinished(() => pool.end({ timeout: 5 }));
  return pool;
}

function connectStandby(url = database.standbyUrl) {
  const pool = connectPool({ url, role: "standby", log: silent });
  onTestFinished(() => pool.end({ timeout: 5 }));
  return pool;
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

describe("connectPool", () => {
  it("limits the statements and idle transactions of the primary", async () => {
    const primary = connectPrimary();
    const [settings] = await primary`
      select current_setting('application_name') as name, current_setting('statement_timeout') as statement,
        current_setting('idle_in_transaction_session_timeout') as idle, pg_is_in_recovery() as is_standby`;
    expect(settings).toEqual({ name: "chatbot", statement: "5s", idle: "10s", is_standby: false });
  });

  it("limits the statements of the standby more tightly and lets them only read", async () => {
    const standby = connectStandby();
    const [settings] = await standby`
      select current_setting('application_name') as name, current_setting('statement_timeout') as statement,
        current_setting('default_transaction_read_only') as read_only, pg_is_in_recovery() as is_standby`;
    expect(settings).toEqual({ name: "chatbot", statement: "3s", read_only: "on", is_standby: true });
  });

  it("refuses writes on a standby URL that leads to a primary", async () => {
    const standby = connectStandby(database.primaryUrl);
    await expect(standby`create table written (note text)`).rejects.toMatchObject({ code: "25006" });
  });

  it("neither prepares statements nor sends start-up settings where the URL says prepare=false", async () => {
    const primary = connectPrimary(`${database.primaryUrl}?prepare=false`, 1);
    await primary`select ${1}::int`;
    const [session] = await primary`
      select count(*)::int as prepared, current_setting('statement_timeout') as statement
      from pg_prepared_statements where ${true}`;
    expect(session).toEqual({ prepared: 0, statement: "0" });
  });

  it("prepares statements otherwise", async () => {
    const primary = connectPrimary(database.primaryUrl, 1);
    const [session] = await primary`
      select count(*)::int as prepared from pg_prepared_statements where statement like ${"%of this test%"} -- of this test`;
    expect(session).toEqual({ prepared: 1 });
  });

  it("gives notices of the server to the log", async () => {
    const logged: unknown[][] = [];
    const log = { debug: (...entry: unknown[]) => logged.push(entry) };
    const primary = connectPool({ url: database.primaryUrl, role: "primary", log });
    onTestFinished(() => primary.end({ timeout: 5 }));
    await primary`drop table if exists not_there`;
    expect(logged).toEqual([[expect.objectContaining({ code: "00000" }), "PostgreSQL says"]]);
  });
});

describe("several hosts in a URL", () => {
  it("lead to the one in the wanted role, whatever their order", async () => {
    const hosts = severalHosts(await unusedUrl(), database.standbyUrl, database.primaryUrl);
    const primary = connectPrimary(hosts);
    const standby = connectStandby(hosts);
    for (let round = 0; round < 3; round++) {
      expect(await primary`select pg_is_in_recovery() as is_standby`).toEqual([{ is_standby: false }]);
      expect(await standby`select pg_is_in_recovery() as is_standby`).toEqual([{ is_standby: true }]);
    }
  });

  it("fail the statement when all are down", async () => {
    const primary = connectPrimary(severalHosts(await unusedUrl(), await unusedUrl()));
    await expect(primary`select 1`.execute()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("fail the statement when none has the wanted role", async () => {
    const primary = connectPrimary(severalHosts(database.standbyUrl, database.standbyUrl));
    await expect(primary`select 1`.execute()).rejects.toMatchObject({ code: "CONNECTION_DESTROYED" });
  });

  it("fall back to a primary for target_session_attrs=prefer-standby", async () => {
    const hosts = `${severalHosts(database.primaryUrl, await unusedUrl())}?target_session_attrs=prefer-standby`;
    const standby = connectStandby(hosts);
    expect(await standby`select pg_is_in_recovery() as is_standby`).toEqual([{ is_standby: false }]);
  });
});

describe("hostUrls", () => {
  it("gives each host a URL of its own, without the choice among them", () => {
    const url = "postgres://u:p@one:5432,two:5433/chat?target_session_attrs=primary&prepare=false";
    expect(hostUrls(url)).toEqual([
      "postgres://u:p@one:5432/chat?prepare=false",
      "postgres://u:p@two:5433/chat?prepare=false",
    ]);
    expect(hostUrls("postgres://u@[::1]:5432/chat")).toEqual(["postgres://u@[::1]:5432/chat"]);
  });
});

describe("an outage", () => {
  it("is told at once, and its end is noticed soon", async () => {
    const gone = await unusedUrl();
    const primary = connectPrimary(gone, 2);
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
    const primary = connectPrimary(relay.url, 1);
    await expect(primary`select 1`.execute()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await primary`select ${["a", "b"]}::text[] as letters`).toEqual([{ letters: ["a", "b"] }]);
  });
});
