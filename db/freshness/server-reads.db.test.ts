import { sql } from "drizzle-orm";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/database-cluster.ts";
import { connectPool } from "../connect.ts";
import { toDatabase } from "../database.ts";
import { readsOfPrimary, runReadOnly } from "./server-reads.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function connect(role: "primary" | "standby", search = "") {
  // A standby that was promoted would take writes, as the primary does.
  const url = `${database.primaryUrl}${search}`;
  const client = connectPool({ url, role, log: { debug: () => undefined } });
  onTestFinished(() => client.end({ timeout: 1 }));
  return { url, server: toDatabase(client) };
}

describe("reads of a standby that has become a primary", () => {
  it.each([
    ["its sessions only read", ""],
    ["a pooler keeps the settings of sessions from it", "?prepare=false"],
  ])("write nothing, where %s", async (_where, search) => {
    const { server, url } = connect("standby", search);
    const run = runReadOnly(server, url);
    const read = await run(({ db }) => db.execute<{ two: number }>(sql`select 1 + 1 as two`));
    expect([...read]).toEqual([{ two: 2 }]);
    const write = run(({ db }) => db.execute(sql`create table written (note text)`));
    await expect(write).rejects.toMatchObject({ cause: { code: "25006" } });
  });
});

describe("reads of the primary", () => {
  it("leave connections to writes, however many come at once", async () => {
    const { server } = connect("primary");
    let running = 0;
    let most = 0;
    const queued: number[] = [];
    const reads = readsOfPrimary(server, (count) => queued.push(count));
    const all = Array.from({ length: 60 }, () =>
      reads(async (readers) => {
        running += 1;
        most = Math.max(most, running);
        await sleep(20);
        const page = await readers.listConversations({ userId: "ada", page: { limit: 1 } });
        running -= 1;
        return page.items;
      }),
    );
    let over = 0;
    for (const read of all) void read.finally(() => (over += 1));
    await server.client`create temporary table written (note text)`;
    expect(over).toBeLessThan(60);
    expect((await Promise.all(all)).flat()).toEqual([]);
    expect(most).toBe(10);
    expect(queued).toContain(50);
    expect(queued.at(-1)).toBe(0);
  });

  it("go on after one that failed", async () => {
    const { server } = connect("primary");
    const reads = readsOfPrimary(server, () => undefined);
    const failed = Array.from({ length: 20 }, () => reads(() => Promise.reject(new Error("no"))));
    expect((await Promise.allSettled(failed)).map(({ status }) => status)).toEqual(
      Array(20).fill("rejected"),
    );
    expect(await reads(() => Promise.resolve("yes"))).toBe("yes");
  });
});
