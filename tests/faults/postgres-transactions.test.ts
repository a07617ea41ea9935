import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import type { Report, Scenario } from "./lose-session.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let admin: postgres.Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = postgres(database.primaryUrl, { max: 1, onnotice: () => undefined });
  await admin`create table written (note text not null)`;
});
beforeEach(() => answered(() => admin`delete from written`));
afterAll(async () => {
  await admin.end({ timeout: 1 });
  await database.drop();
});

/** PostgreSQL restarts all its sessions after one was killed; until then statements fail. */
async function answered<T>(statement: () => PromiseLike<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await statement();
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** @throws with what the process wrote to stderr when it did not end by itself and well */
function play(scenario: Omit<Scenario, "url">): Promise<unknown> {
  const argument = JSON.stringify({ ...scenario, url: database.primaryUrl });
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ["--import", "tsx", "tests/faults/lose-session.ts", argument],
      { cwd: root, timeout: 15_000 },
      (error, stdout, stderr) => {
        if (error)
          reject(new Error(`The process died (${error.signal ?? error.code}): ${stderr}`, { cause: error }));
        else resolve(JSON.parse(stdout));
      },
    );
  });
}

const closed = "CONNECTION_CLOSED";

function expectedReport({ moment, neighbours, max }: Omit<Scenario, "url">): Record<keyof Report, unknown> {
  const inFlight: unknown = expect.stringMatching(/^(CONNECTION_CLOSED|ECONNRESET)$/);
  return {
    scope: closed,
    underWay: moment === "running" ? [inFlight, inFlight, inFlight] : [],
    later: [closed, closed],
    leaked: [],
    neighboursSettled: neighbours,
    neighboursLost: [],
    answersAfterwards: 5 * max,
  };
}

const pools = [
  { max: 1, neighbours: 0 },
  { max: 1, neighbours: 3 },
  { max: 3, neighbours: 12 },
];
const losses = (["terminate", "kill", "reset"] as const).flatMap((loss) =>
  (["running", "idle"] as const).map((moment) => ({ loss, moment })),
);
const scenarios = losses.flatMap((loss) => [
  ...pools.map((pool) => ({ scope: "begin" as const, ...loss, ...pool })),
  { scope: "drizzle" as const, ...loss, max: 1, neighbours: 3 },
  { scope: "reserve" as const, ...loss, max: 1, neighbours: 3 },
]);

describe("a transaction that loses its server session", () => {
  it.each(scenarios)(
    "fails as a whole and leaves a working pool: $scope, session lost by $loss while $moment, $max connections, $neighbours waiting",
    async (scenario) => {
      expect(await play(scenario)).toEqual(expectedReport(scenario));
    },
  );
});

async function transactionsOfTwoStatements(client: postgres.ISql): Promise<number> {
  const [one] = await client<{ id: string }[]>`select pg_current_xact_id()::text as id`;
  const [other] = await client<{ id: string }[]>`select pg_current_xact_id()::text as id`;
  return new Set([one?.id, other?.id]).size;
}

describe("BEGIN on a connection whose pipeline is full", () => {
  it("gets its connection reserved, and leaves it to others afterwards", async () => {
    const pool = postgres(database.primaryUrl, { max: 1 });
    await pool`select 1`;
    for (let waiting = 97; waiting <= 103; waiting++) {
      const others = Array.from({ length: waiting }, () => pool`select 1`.execute());
      const inside = await pool.begin(transactionsOfTwoStatements);
      await Promise.all(others);
      const afterwards = await transactionsOfTwoStatements(pool);
      expect({ waiting, inside, afterwards }).toEqual({ waiting, inside: 1, afterwards: 2 });
    }
    await pool.end({ timeout: 1 });
  });
});

describe("the installed postgres.js", () => {
  it("has every line of the patch in the build that is loaded", () => {
    const patch = readFileSync(`${root}patches/postgres+3.4.9.patch`, "utf8");
    const files = patch.split(/^diff --git /m).slice(1);
    expect(files).toHaveLength(2);
    for (const file of files) {
      const path = /^\+\+\+ b\/(.+)$/m.exec(file)?.[1] ?? "";
      const installed = new Set(readFileSync(root + path, "utf8").split("\n"));
      const missing = [...file.matchAll(/^\+(?!\+\+ )(.*)$/gm)]
        .map((line) => line[1] ?? "")
        .filter((line) => !installed.has(line));
      expect(missing, `${path} is not patched: run "npx patch-package"`).toEqual([]);
    }
  });

  it("is patched by hunks that the decision explains, one row each", () => {
    const patch = readFileSync(`${root}patches/postgres+3.4.9.patch`, "utf8");
    const decision = readFileSync(`${root}docs/decisions/004-patching-postgres-js.md`, "utf8");
    const hunks = patch.split(/^diff --git /m).flatMap((file) => {
      const name = /src\/(\w+\.js)$/m.exec(file)?.[1] ?? "";
      return [...file.matchAll(/^@@/gm)].map((_, index) => `${name} ${index + 1}`);
    });
    const rows = [...decision.matchAll(/^\| `(\w+\.js)` (\d+) /gm)].map(
      ([, name, number]) => `${name} ${number}`,
    );
    expect(rows).toEqual(hunks);
  });
});
