/**
 * Loses the server session under a transaction and prints what became of it as one line of JSON. It runs as a
 * process of its own (`tsx lose-session.ts <scenario as JSON>`), because the defect it looks for ends the process.
 */
import { EventEmitter, once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { z } from "zod";
import { startPostgresRelay } from "#tests/support/postgres-relay.ts";
import { signalServerProcess } from "#tests/support/signal-server-process.ts";

const scenarioSchema = z.object({
  /** A database with a table `written (note text)`. */
  url: z.string(),
  scope: z.enum(["begin", "drizzle", "reserve"]),
  /** What the transaction does when it loses its session. */
  moment: z.enum(["running", "idle"]),
  loss: z.enum(["terminate", "kill", "reset"]),
  /** Connections of the pool. */
  max: z.number(),
  /** Statements and transactions of others that wait for the pool meanwhile. */
  neighbours: z.number(),
});

export type Scenario = z.infer<typeof scenarioSchema>;

/** Codes are those of the errors; `none` stands for success. */
export interface Report {
  /** How the scope ended. */
  scope: string;
  /** How the statements ended that were under way or queued at the loss. */
  underWay: string[];
  /** How the statements ended that were sent after the loss. */
  later: string[];
  /** Notes of the dead transaction that were written all the same. */
  leaked: string[];
  neighboursSettled: number;
  /** Notes that neighbours were told to be written and that are not there. */
  neighboursLost: string[];
  answersAfterwards: number;
}

interface Session {
  pid(): Promise<number>;
  insert(note: string): Promise<void>;
  sleep(seconds: number): Promise<void>;
}

/** `none` or the code of the error. */
const outcome = (work: Promise<unknown>) => work.then(() => "none", codeOf);

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error) return String(error.code);
  return error.cause === undefined ? error.message : codeOf(error.cause);
}

function sessionOf(client: postgres.ISql): Session {
  return {
    pid: async () => {
      const [row] = await client<{ pid: number }[]>`select pg_backend_pid() as pid`;
      return row?.pid ?? 0;
    },
    insert: async (note) => {
      await client`insert into written values (${note})`;
    },
    sleep: async (seconds) => {
      await client`select pg_sleep(${seconds})`;
    },
  };
}

type DrizzleTransaction = Parameters<Parameters<ReturnType<typeof drizzle>["transaction"]>[0]>[0];

function drizzleSessionOf(transaction: DrizzleTransaction): Session {
  return {
    pid: async () => {
      const [row] = await transaction.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      return row?.pid ?? 0;
    },
    insert: async (note) => {
      await transaction.execute(sql`insert into written values (${note})`);
    },
    sleep: async (seconds) => {
      await transaction.execute(sql`select pg_sleep(${seconds})`);
    },
  };
}

const scopes: Record<
  Scenario["scope"],
  (pool: postgres.Sql, body: (session: Session) => Promise<void>) => Promise<unknown>
> = {
  begin: (pool, body) => pool.begin((transaction) => body(sessionOf(transaction))),
  drizzle: (pool, body) => drizzle(pool).transaction((transaction) => body(drizzleSessionOf(transaction))),
  async reserve(pool, body) {
    const reserved = await pool.reserve();
    try {
      await reserved`begin`;
      await body(sessionOf(reserved));
      await reserved`commit`;
    } finally {
      reserved.release();
    }
  },
};

/** Half of them single statements, half transactions, each holding its connection for a moment. */
function startNeighbours(pool: postgres.Sql, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const note = `neighbour ${index}`;
    const insert = async (client: postgres.ISql) => {
      await client`insert into written select ${note} from pg_sleep(${0.1})`;
    };
    return { note, ended: outcome(index % 2 === 0 ? insert(pool) : pool.begin(insert)) };
  });
}

async function untilAnswered(pool: postgres.Sql) {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const ended = await outcome(pool`select 1`);
    if (ended === "none") return;
    if (Date.now() > deadline) throw new Error(`The pool does not answer: ${ended}.`);
    await delay(50);
  }
}

/** The body of the transaction: it catches every error and goes on, as a careless program would. */
async function outliveSession(
  session: Session,
  loss: { inflict(): Promise<void>; seen: Promise<unknown> },
  moment: string,
) {
  await session.insert("before");
  const statements =
    moment === "running" ? [session.sleep(5), session.insert("behind"), session.insert("queued")] : [];
  const ended = Promise.all(statements.map(outcome));
  await delay(50);
  await loss.inflict();
  const underWay = await ended;
  await loss.seen;
  const later = [await outcome(session.insert("at once"))];
  await delay(150);
  later.push(await outcome(session.insert("a moment later")));
  return { underWay, later };
}

async function loseSession(scenario: Scenario, pid: number, resetAll: () => void) {
  if (scenario.loss === "reset") return resetAll();
  if (scenario.loss === "kill") return signalServerProcess(scenario.url, pid, "KILL");
  const admin = postgres(scenario.url, { max: 1, onnotice: () => undefined });
  await admin`select pg_terminate_backend(${pid})`;
  await admin.end({ timeout: 1 });
}

/** @throws when the pool does not answer on each of its connections */
async function countAnswers(pool: postgres.Sql, max: number) {
  await untilAnswered(pool);
  for (let index = 0; index < 3 * max; index++) await pool`select ${index}::int`;
  return (await Promise.all(Array.from({ length: 5 * max }, () => pool`select 1`))).length;
}

async function play(scenario: Scenario): Promise<Report> {
  const relay = await startPostgresRelay(scenario.url);
  const sessions = new EventEmitter();
  const seen = once(sessions, "closed");
  const onclose = () => void sessions.emit("closed");
  const pool = postgres(relay.url, {
    max: scenario.max,
    connect_timeout: 5,
    onnotice: () => undefined,
    onclose,
  });

  let neighbours: ReturnType<typeof startNeighbours> = [];
  let life: ReturnType<typeof outliveSession> | undefined;
  const scope = await outcome(
    scopes[scenario.scope](pool, async (session) => {
      const pid = await session.pid();
      neighbours = startNeighbours(pool, scenario.neighbours);
      const inflict = () => loseSession(scenario, pid, relay.resetAll);
      life = outliveSession(session, { inflict, seen }, scenario.moment);
      await life;
    }),
  );

  const statements = (await life) ?? { underWay: [], later: [] };
  const settled = await Promise.all(neighbours.map(async ({ note, ended }) => ({ note, code: await ended })));
  const answersAfterwards = await countAnswers(pool, scenario.max);
  const written = (await pool<{ note: string }[]>`select note from written`).map((row) => row.note);
  const lost = settled.filter(({ note, code }) => code === "none" && !written.includes(note));
  await pool.end({ timeout: 1 });
  await relay.close();
  return {
    scope,
    ...statements,
    leaked: written.filter((note) => !note.startsWith("neighbour")),
    neighboursSettled: settled.length,
    neighboursLost: lost.map(({ note }) => note),
    answersAfterwards,
  };
}

console.log(JSON.stringify(await play(scenarioSchema.parse(JSON.parse(process.argv[2] ?? "")))));
