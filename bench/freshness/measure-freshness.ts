import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { v7 as newId } from "uuid";
import { Freshness } from "#db/freshness/freshness.ts";
import { createPostgresConversationWriter } from "#db/stores/postgres-conversation-writer.ts";
import { createPostgresReaders } from "#db/stores/postgres-readers.ts";
import { withClient, type BenchDatabase } from "../processes/bench-cluster.ts";

export const readCount = 2_000;
export const writeCount = 500;
export const laggingCount = 300;
/** More than the lag from which the standby is known to lag, with time for a look. */
const untilKnownMs = 2_000;
/** Looks at each server a second. */
const looksPerSecond = 4;

export interface FreshnessResults {
  /** The same read straight on the standby, and with a token, in milliseconds. */
  bareReads: readonly number[];
  gatedReads: readonly number[];
  onStandby: number;
  /** Transactions that the primary saw meanwhile, beyond the regular looks. */
  primaryTransactions: number;
  /** From the end of a write's commit to its token. */
  captures: readonly number[];
  /** The same read straight on the primary, and with a token that the lagging standby has not reached. */
  primaryReads: readonly number[];
  laggingReads: readonly number[];
  problems: readonly string[];
}

const user = { id: "ada", name: null, email: null };
const page = { userId: user.id, page: { limit: 20 } };
const silent = () => undefined;

/** What fresh reads cost beside the same reads without any care, on the same servers and connections. */
export async function measureFreshness(
  { primaryUrl, standbyUrl }: BenchDatabase,
  { onProgress }: { onProgress: (progress: string) => void },
): Promise<FreshnessResults> {
  const answered: string[] = [];
  const freshness = new Freshness({
    primaryUrl,
    standbyUrl,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    telemetry: {
      ...{
        fellBack: silent,
        waited: silent,
        queued: silent,
        lag: silent,
        began: silent,
        changed: silent,
        lostWrites: silent,
      },
      answered: (target) => answered.push(target),
    },
  });
  await freshness.start();
  const captures: number[] = [];
  const { createConversation } = createPostgresConversationWriter(freshness.primary, {
    owner: "bench",
    async onCommitted(...userIds) {
      captures.push(await timed(() => freshness.onCommitted(...userIds)));
    },
  });
  const write = (title: string) => createConversation({ user, conversation: { id: newId(), title } });
  const onPrimary = createPostgresReaders(freshness.primary);
  const onStandby = createPostgresReaders(freshness.standby ?? freshness.primary);
  const gated = () =>
    freshness
      .forRequest([freshness.readAfter(user.id) ?? ""])
      .read(user.id, (reader) => reader.listConversations(page));

  async function inTurns(count: number, bare: () => Promise<unknown>) {
    const times = { bare: [] as number[], gated: [] as number[] };
    for (let number = 0; number < count; number += 1) {
      times.bare.push(await timed(bare));
      times.gated.push(await timed(gated));
    }
    return times;
  }

  try {
    for (let number = 0; number < writeCount; number += 1) await write(`Bench ${number}`);
    onProgress(`freshness, ${writeCount} tokens captured`);
    await inTurns(100, () => onStandby.listConversations(page));
    answered.length = 0;
    const before = await countTransactions(primaryUrl);
    const startedAt = performance.now();
    const steady = await inTurns(readCount, () => onStandby.listConversations(page));
    const seconds = (performance.now() - startedAt) / 1000;
    const transactions = (await countTransactions(primaryUrl)) - before;
    const standbyCount = answered.filter((target) => target === "standby").length;
    onProgress(`freshness, ${readCount} reads`);
    const lagging = await whileBehind(standbyUrl, async () => {
      await write("Behind");
      await sleep(untilKnownMs);
      return inTurns(laggingCount, () => onPrimary.listConversations(page));
    });
    onProgress(`freshness, ${laggingCount} reads behind`);
    return {
      bareReads: steady.bare,
      gatedReads: steady.gated,
      onStandby: standbyCount,
      // Ours to count is one of them.
      primaryTransactions: Math.max(0, transactions - Math.ceil(seconds * looksPerSecond) - 2),
      captures,
      primaryReads: lagging.bare,
      laggingReads: lagging.gated,
      problems:
        standbyCount < readCount * 0.95 ? [`only ${standbyCount} of ${readCount} reads on the standby`] : [],
    };
  } finally {
    await freshness.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function countTransactions(url: string): Promise<number> {
  return withClient(url, async (sql) => {
    await sql`select pg_stat_force_next_flush()`;
    // The statistics of other connections come within a second.
    await sleep(1_100);
    const [row] = await sql<{ count: string }[]>`
      select xact_commit + xact_rollback as count from pg_stat_database where datname = current_database()`;
    return Number(row?.count ?? 0);
  });
}

/** Holds replay back, which lets the standby lag as far as the work takes. */
async function whileBehind<T>(standbyUrl: string, work: () => Promise<T>): Promise<T> {
  const set = (delay: string) => (sql: postgres.Sql) =>
    sql
      .unsafe(`alter system set recovery_min_apply_delay = '${delay}'`)
      .then(() => sql`select pg_reload_conf()`);
  await withClient(standbyUrl, set("1min"));
  try {
    return await work();
  } finally {
    await withClient(standbyUrl, set("0"));
  }
}
