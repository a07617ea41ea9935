import { setTimeout as sleep } from "node:timers/promises";
import type { Sql, TransactionSql } from "postgres";
import type { Log } from "#app/core/log.ts";
import { connectOne } from "./connect.ts";
import { readMigrations, type Migration } from "./migration-files.ts";
import { databaseErrorCode } from "./server-away.ts";
import { DatabaseStartError, explained, type UrlVariable } from "./start/database-start-error.ts";
import { findMissingColumns, findUnfitness, readJournal } from "./start/inspect-database.ts";

/** Any constant does, as long as every version of the product uses the same. */
const advisoryLockKey = 4_203_201_126;
const lookAgainMs = 250;
const tellAgainMs = 10_000;

interface Options {
  /** Which variable names `url`, for what is told of it. */
  variable?: UrlVariable;
  log?: Pick<Log, "info" | "warn">;
  /** Ends every wait; then the promise is rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** How long another process may take for its migrations, in milliseconds. */
  patienceMs?: number;
}

const silent = { info: () => undefined, warn: () => undefined };

/**
 * Applies the migrations of `migrationsFolder` that the database at `url` lacks, all or none, and leaves the journal that
 * drizzle-kit leaves. Where nothing is lacking nothing is locked or made, so that a role without rights to make tables
 * will do. Several processes may start at once: the lock belongs to the transaction, so `url` may lead through a
 * transaction pooler.
 * @returns the names of the migrations that were applied
 * @throws DatabaseStartError with cause and remedy
 */
export async function migrate(
  url: string,
  migrationsFolder: string,
  { variable = "POSTGRES_PRIMARY_URL", log = silent, signal, patienceMs = 120_000 }: Options = {},
): Promise<string[]> {
  const migrations = readMigrations(migrationsFolder);
  return withConnection({ variable, url, signal }, async (sql) => {
    const unfitness = await findUnfitness(sql);
    if (unfitness !== undefined) throw new DatabaseStartError(variable, unfitness);
    const journal = await readJournal(sql);
    if (journal === "hidden") {
      await requireColumns(sql, variable, log);
      return [];
    }
    const pending = pendingAfter(journal, migrations);
    if (pending.length === 0) return [];
    try {
      return await insist(sql, migrations, { variable, log, signal, patienceMs });
    } catch (error) {
      if (databaseErrorCode(error) !== "42501") throw error;
      throw new DatabaseStartError(
        variable,
        `its role must not apply the migrations that are pending (${listNames(pending)}): ${messageOf(error)}. ` +
          "Run npm run db:migrate with the URL of the role that owns the tables",
        { cause: error },
      );
    }
  });
}

/** A connection for the start: what fails on it is explained, and `signal` ends what waits on it. */
export async function withConnection<T>(
  { variable, url, signal }: { variable: UrlVariable; url: string; signal?: AbortSignal | undefined },
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  return explained({ variable, url, signal }, async () => {
    const sql = connectOne(url, { connect_timeout: 10 });
    const abort = () => void sql.end({ timeout: 0 });
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await work(sql);
    } finally {
      signal?.removeEventListener("abort", abort);
      await sql.end({ timeout: signal?.aborted ? 0 : 5 });
    }
  });
}

const listNames = (migrations: readonly Migration[]) => migrations.map(({ name }) => name).join(", ");

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function pendingAfter(journal: number | undefined, migrations: readonly Migration[]): Migration[] {
  return migrations.filter(({ createdAt }) => journal === undefined || journal < createdAt);
}

/** Tries until the lock is free; who holds it is told. */
async function insist(
  sql: Sql,
  migrations: readonly Migration[],
  { variable, log, signal, patienceMs }: Required<Omit<Options, "signal">> & Pick<Options, "signal">,
): Promise<string[]> {
  const startedAt = performance.now();
  let toldAt = -Infinity;
  for (;;) {
    const applied = await sql.begin((transaction) => tryToApply(transaction, migrations));
    if (applied) {
      log.info({ applied }, "migrations were applied");
      return applied;
    }
    const now = performance.now();
    const holder = await findHolder(sql);
    if (now - startedAt > patienceMs) {
      throw new DatabaseStartError(
        variable,
        `another session has held the lock of the migrations for ${Math.round(patienceMs / 1000)} s: ${holder}. ` +
          "Wait for its end, or end it: select pg_terminate_backend(<its pid>)",
      );
    }
    if (now - toldAt >= tellAgainMs) {
      toldAt = now;
      log.info({ holder }, "another process applies migrations; waiting for it");
    }
    await sleep(lookAgainMs, undefined, signal ? { signal } : {});
  }
}

/** @returns `undefined` while another process holds the lock */
async function tryToApply(
  transaction: TransactionSql,
  migrations: readonly Migration[],
): Promise<string[] | undefined> {
  const [lock] = await transaction<{ is_held: boolean }[]>`
    select pg_try_advisory_xact_lock(${advisoryLockKey}) as is_held`;
  if (!lock?.is_held) return undefined;
  // Limits that are set on the role are meant for turns.
  await transaction`set local statement_timeout = 0`;
  await transaction`set local lock_timeout = '30s'`;
  await transaction`create schema if not exists drizzle`;
  await transaction`
    create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`;
  const [row] = await transaction<{ last: string | null }[]>`
    select max(created_at)::text as last from drizzle.__drizzle_migrations`;
  const pending = pendingAfter(row?.last ? Number(row.last) : undefined, migrations);
  for (const { statements, hash, createdAt } of pending) {
    for (const statement of statements) await transaction.unsafe(statement);
    await transaction`
      insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${createdAt})`;
  }
  return pending.map(({ name }) => name);
}

/** The journal is hidden from the role that the product uses: then the tables themselves are looked at. */
async function requireColumns(sql: Sql, variable: UrlVariable, log: Pick<Log, "info">): Promise<void> {
  const missing = await findMissingColumns(sql);
  if (missing.length > 0) {
    throw new DatabaseStartError(
      variable,
      `the database lacks what this version needs (${missing.slice(0, 3).join(", ")}), and its role must not make it. ` +
        "Run npm run db:migrate with the URL of the role that owns the tables",
    );
  }
  log.info(
    {},
    "the journal of the migrations is hidden from this role; the tables are as this version needs them",
  );
}

async function findHolder(sql: Sql): Promise<string> {
  const [row] = await sql<{ pid: number; name: string | null; since: string | null }[]>`
    select l.pid, a.application_name as name, a.backend_start::text as since
    from pg_locks l left join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'advisory' and l.granted and l.database = (
        select oid from pg_database where datname = current_database())
      and (l.classid::bigint << 32 | l.objid::bigint) = ${advisoryLockKey} limit 1`;
  if (!row) return "it has just let go";
  return `pid ${row.pid}, application "${row.name ?? ""}"${row.since === null ? "" : `, connected since ${row.since}`}`;
}
