import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import postgres from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "#db/migrate.ts";
import { readMigrations } from "#db/migration-files.ts";
import { createTestDatabase } from "#tests/support/database-cluster.ts";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
const command = join(projectRoot, "build/migrate.js");
const kit = join(projectRoot, "node_modules/drizzle-kit/bin.cjs");
const migrationsFolder = join(projectRoot, "db/migrations");
const names = readMigrations(migrationsFolder).map(({ name }) => name);

type Environment = Record<string, string>;

function run(args: string[], env: Environment, cwd = projectRoot) {
  return promisify(execFile)(process.execPath, args, {
    cwd,
    env: { PATH: process.env["PATH"], NODE_ENV: "production", ...env },
  });
}

const runCommand = (env: Environment) => run([command], env);
const runKit = (verb: string, env: Environment, cwd?: string) => run([kit, verb], env, cwd);

/** A database without any table. */
async function openEmpty() {
  const database = await createTestDatabase();
  const sql = postgres(database.primaryUrl, { max: 1, onnotice: () => undefined });
  onTestFinished(async () => {
    await sql.end({ timeout: 1 });
    await database.drop();
  });
  const empty = async () => {
    await sql`drop schema if exists public cascade`;
    await sql`drop schema if exists drizzle cascade`;
    await sql`create schema public`;
  };
  await empty();
  const readJournal = () => sql`select hash, created_at from drizzle.__drizzle_migrations order by id`;
  return { url: database.primaryUrl, sql, empty, readJournal };
}

describe("the migration command of the build", () => {
  it("brings an empty database up to date and names what it applied, and may be run again", async () => {
    const { url, sql } = await openEmpty();
    const { stdout: first } = await runCommand({ POSTGRES_PRIMARY_URL: url });
    for (const name of names) expect(first).toContain(`Applied ${name}.\n`);
    expect(first).toMatch(/The database is up to date\.\n$/);
    const { stdout: second } = await runCommand({ POSTGRES_PRIMARY_URL: url });
    expect(second).toBe("The database is up to date.\n");
    expect(await sql`select count(*)::int as count from conversations`).toEqual([{ count: 0 }]);
  });

  it("says what is missing when it is not told the database", async () => {
    await expect(runCommand({})).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("POSTGRES_PRIMARY_URL"),
    });
  });
});

describe("drizzle-kit", () => {
  const ways = {
    "drizzle-kit migrate": (url: string) => runKit("migrate", { POSTGRES_PRIMARY_URL: url }),
    "the migration command": (url: string) => runCommand({ POSTGRES_PRIMARY_URL: url }),
    "the program's start": (url: string) => migrate(url, migrationsFolder),
  };

  it("leaves the journal that the command and the program's start leave, in any order", async () => {
    const { url, empty, readJournal } = await openEmpty();
    const journals: unknown[] = [];
    const [kitWay, commandWay, startWay] = Object.values(ways);
    for (const order of [
      [kitWay, commandWay, startWay],
      [commandWay, kitWay],
      [startWay, kitWay],
    ]) {
      await empty();
      for (const way of order) await way!(url);
      journals.push([...(await readJournal())]);
    }
    expect(journals[0]).toHaveLength(names.length);
    expect(journals[1]).toEqual(journals[0]);
    expect(journals[2]).toEqual(journals[0]);
  });

  it("takes the address from .env, in SQLAlchemy's form, with parameters that only we know", async () => {
    const { url, sql } = await openEmpty();
    const root = await mkdtemp(join(tmpdir(), "chatbot-kit-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    for (const part of ["app", "db", "drizzle.config.ts", "package.json", "tsconfig.json"]) {
      await cp(join(projectRoot, part), join(root, part), { recursive: true });
    }
    await symlink(join(projectRoot, "node_modules"), join(root, "node_modules"));
    const given = url.replace("postgres://", "postgresql+psycopg://");
    await writeFile(
      join(root, ".env"),
      `POSTGRES_PRIMARY_URL="${given}?max=3&keepalives_idle=30"\nLLM={broken\n`,
    );
    await runKit("migrate", {}, root);
    expect(await sql`select count(*)::int as count from conversations`).toEqual([{ count: 0 }]);
    expect((await runKit("generate", {}, root)).stdout).toContain("No schema changes");
    expect((await runKit("check", {}, root)).stdout).toContain("Everything's fine");
  });

  it("names a wrong variable", async () => {
    await expect(runKit("check", { POSTGRES_PRIMARY_URL: "mysql://db/chat" })).rejects.toMatchObject({
      stderr: expect.stringContaining("POSTGRES_PRIMARY_URL: must begin with postgres://"),
    });
  });
});
