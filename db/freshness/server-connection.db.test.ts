import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/database-cluster.ts";
import { startPostgresRelay } from "#tests/support/postgres-relay.ts";
import { ServerConnection } from "./server-connection.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A link to the standby that takes it for one that can wait, and what it sent and told. */
async function openLink(options: { waitsFrom?: number } = {}) {
  const sent: string[] = [];
  const relay = await startPostgresRelay(database.standbyUrl, {
    resetOn(bytes) {
      sent.push(bytes.toString("latin1"));
      return false;
    },
  });
  const told: string[] = [];
  const note = (_fields: unknown, message?: string) => void told.push(message ?? "");
  const connection = new ServerConnection({
    url: relay.url,
    role: "standby",
    log: { debug: note, info: note, warn: note, error: note },
    onLost: () => undefined,
    ...options,
  });
  onTestFinished(async () => {
    await connection.close();
    await relay.close();
  });
  const { position } = await connection.poll({ mayConnect: true });
  const waits = () => sent.filter((text) => text.includes("wait for lsn"));
  return { connection, position, waits, told };
}

describe("a standby that cannot wait for its replay itself", () => {
  it("is asked how far it is, and never to wait, before PostgreSQL 19", async () => {
    const { connection, position, waits, told } = await openLink();
    expect(await connection.awaitReplayed(position.lsn, 50)).toBeGreaterThanOrEqual(position.lsn);
    expect([waits(), told]).toEqual([[], []]);
  });

  it("is asked to wait once when its version promises it, and looked at after its refusal", async () => {
    const { connection, position, waits, told } = await openLink({ waitsFrom: 150_000 });
    for (let wait = 0; wait < 3; wait += 1) {
      expect(await connection.awaitReplayed(position.lsn, 50)).toBeGreaterThanOrEqual(position.lsn);
      await connection.poll();
    }
    expect(waits()).toHaveLength(1);
    expect(waits()[0]).toMatch(
      /wait for lsn '[0-9A-F]+\/[0-9A-F]+' with \(mode 'standby_replay', timeout '50ms', no_throw\)/,
    );
    expect(told).toEqual(["the standby refuses to wait for its replay; it is looked at instead"]);
  });
});
