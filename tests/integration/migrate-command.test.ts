import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import postgres from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";

const command = fileURLToPath(new URL("../../build/migrate.js", import.meta.url));

function migrate(env: Record<string, string>) {
  return promisify(execFile)(process.execPath, [command], {
    env: { PATH: process.env["PATH"], NODE_ENV: "production", ...env },
  });
}

describe("the migration command of the build", () => {
  it("brings an empty database up to date, and may be run again", async () => {
    const database = await createTestDatabase();
    const sql = postgres(database.primaryUrl, { max: 1, onnotice: () => undefined });
    onTestFinished(async () => {
      await sql.end({ timeout: 1 });
      await database.drop();
    });
    await sql`drop schema public cascade`;
    await sql`drop schema drizzle cascade`;
    await sql`create schema public`;
    for (let run = 0; run < 2; run += 1) {
      const { stdout } = await migrate({ POSTGRES_PRIMARY_URL: database.primaryUrl });
      expect(stdout).toBe("The database is up to date.\n");
    }
    expect(await sql`select count(*)::int as count from conversations`).toEqual([{ count: 0 }]);
  });

  it("says what is missing when it is not told the database", async () => {
    await expect(migrate({})).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("POSTGRES_PRIMARY_URL"),
    });
  });
});
