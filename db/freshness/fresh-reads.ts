import { setTimeout as sleep } from "node:timers/promises";
import type { ConversationReader, FreshReads } from "#app/core/conversation/conversation-store.ts";
import { AppError } from "#app/core/app-error.ts";
import type { Log } from "#app/core/log.ts";
import type { Database } from "../database.ts";
import { createConversationReader } from "../stores/conversation-reader.ts";
import { databaseErrorCode, isServerAway } from "../stores/primary-errors.ts";
import { askCoalesced } from "./ask-coalesced.ts";
import { parseLsn, type WalPosition } from "./wal-position.ts";

/** How long a read waits for a standby that is a little behind; replay usually needs less than 1 ms. */
const waitMs = 50;
const pollMs = 2;
/** A standby that failed is left alone this long. */
const restMs = 2_000;
/** A server that does not answer within this is taken for away; postgres.js itself waits for ever. */
const deadlineMs = 1_500;

export type ReadTarget = "standby" | "primary";
/** Why that server answered. `behind`, `standby_away` and `primary_away` are the fallbacks. */
export type ReadReason = "fresh" | "no_standby" | "behind" | "standby_away" | "primary_away";

interface Dependencies {
  primary: Database;
  standby: Database | undefined;
  counted: (target: ReadTarget, reason: ReadReason) => void;
  log: Log;
}

/**
 * The simplest rule that is never wrong: ask the primary how far its log is written, read from the standby once it
 * has replayed that, and from the primary when that takes too long. It holds for what anybody wrote through any
 * process before the read began. The price is a round trip to the primary; the rows come from the standby.
 *
 * The position is asked after the writes that must be seen have committed (`synchronous_commit = on`), so the
 * flushed position covers their commit records. Asking and reading are statements of their own: a statement's
 * snapshot may be older than what a function in it returns.
 */
export function createFreshReads({ primary, standby, counted, log }: Dependencies): FreshReads {
  const fromPrimary = createConversationReader(primary);
  if (!standby) {
    return {
      read: (_userId, query) => {
        counted("primary", "no_standby");
        return orAway(() => query(fromPrimary));
      },
    };
  }
  const fromStandby = createConversationReader(standby);
  const askPrimary = askCoalesced(() => withDeadline(flushedPosition(primary)));
  const askStandby = askCoalesced(() => withDeadline(replayedPosition(standby)));
  let lagging = false;
  let standbyRestsUntil = 0;

  async function chooseServer(): Promise<{ target: ReadTarget; reason: ReadReason }> {
    if (performance.now() < standbyRestsUntil) return { target: "primary", reason: "standby_away" };
    let written: WalPosition;
    try {
      written = await askPrimary();
    } catch (error) {
      if (!isAway(error)) throw error;
      return { target: "standby", reason: "primary_away" };
    }
    try {
      return (await hasReplayed(written))
        ? { target: "standby", reason: "fresh" }
        : { target: "primary", reason: "behind" };
    } catch (error) {
      return standbyFailed(error);
    }
  }

  /** Waits a little for a standby that usually keeps up, and not at all for one that is known to lag. */
  async function hasReplayed(written: WalPosition): Promise<boolean> {
    const giveUpAt = performance.now() + (lagging ? 0 : waitMs);
    for (;;) {
      const replayed = await askStandby();
      if (covers(replayed, written)) {
        lagging = false;
        return true;
      }
      if (performance.now() >= giveUpAt) {
        lagging = true;
        return false;
      }
      await sleep(pollMs);
    }
  }

  function standbyFailed(error: unknown): { target: ReadTarget; reason: ReadReason } {
    standbyRestsUntil = performance.now() + restMs;
    log.warn({ err: error }, "the standby does not answer, reading from the primary");
    return { target: "primary", reason: "standby_away" };
  }

  return {
    async read<T>(_userId: string, query: (reader: ConversationReader) => Promise<T>): Promise<T> {
      const { target, reason } = await chooseServer();
      if (target === "standby") {
        try {
          const result = await withDeadline(query(fromStandby));
          counted(target, reason);
          return result;
        } catch (error) {
          if (!isStandbyTrouble(error)) throw error;
          if (reason === "primary_away") {
            throw new AppError("database_unavailable", { cause: error, retryAfterSeconds: 5 });
          }
          standbyFailed(error);
        }
      }
      counted("primary", reason === "fresh" ? "standby_away" : reason);
      return orAway(() => query(fromPrimary));
    },
  };
}

async function flushedPosition({ client }: Database): Promise<WalPosition> {
  const [row] = await client<{ lsn: string; timeline: string }[]>`
    select pg_current_wal_flush_lsn()::text as lsn,
      substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8) as timeline`;
  if (!row) throw new Error("the primary told no log position");
  return { lsn: parseLsn(row.lsn), timeline: row.timeline };
}

/** `undefined` when the server is no standby (any more): then it may have gone its own way. */
async function replayedPosition({ client }: Database): Promise<WalPosition | undefined> {
  const [row] = await client<{ lsn: string | null; timeline: string }[]>`
    select case when pg_is_in_recovery() then pg_last_wal_replay_lsn()::text end as lsn,
      lpad(upper(to_hex(coalesce(
        (select received_tli from pg_stat_wal_receiver),
        (select timeline_id from pg_control_checkpoint())))), 8, '0') as timeline`;
  return row?.lsn ? { lsn: parseLsn(row.lsn), timeline: row.timeline } : undefined;
}

function covers(replayed: WalPosition | undefined, written: WalPosition): boolean {
  return replayed !== undefined && replayed.timeline === written.timeline && replayed.lsn >= written.lsn;
}

class DeadlineError extends Error {
  override name = "DeadlineError";
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`no answer within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function isAway(error: unknown): boolean {
  return error instanceof DeadlineError || isServerAway(error);
}

/** Also a query that was cancelled because replay had to go on (40001), or that ran into its time limit (57014). */
function isStandbyTrouble(error: unknown): boolean {
  return isAway(error) || /^(40001|40P01|57014)$/.test(databaseErrorCode(error) ?? "");
}

/** @throws AppError database_unavailable when the primary does not answer either */
async function orAway<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await withDeadline(read());
  } catch (error) {
    if (!isAway(error)) throw error;
    throw new AppError("database_unavailable", { cause: error, retryAfterSeconds: 5 });
  }
}
