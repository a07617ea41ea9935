import pLimit from "p-limit";
import type { Readers } from "#app/core/conversation/conversation-store.ts";
import { isPooled } from "../connection-options.ts";
import type { Database, Queries } from "../database.ts";
import { createPostgresReaders } from "../stores/postgres-readers.ts";
import { DeadlineError } from "./deadline.ts";

/** Runs reads on one of the two servers. */
export type ServerReads = <T>(query: (readers: Readers) => Promise<T>) => Promise<T>;

/** Half of the primary's connections: however many reads fall back to it, writes find the others. */
const primaryReadsAtOnce = 10;
/** A read on the primary is waited for so long, its turn included, in milliseconds. */
export const primaryDeadlineMs = 5_000;

/** @param onQueued called with how many reads wait for their turn, at each change */
export function readsOfPrimary(primary: Database, onQueued: (reads: number) => void): ServerReads {
  const readers = createPostgresReaders(primary);
  const limit = pLimit(primaryReadsAtOnce);
  return async (query) => {
    const askedAt = performance.now();
    const read = limit(() => {
      onQueued(limit.pendingCount);
      if (performance.now() - askedAt < primaryDeadlineMs) return query(readers);
      throw new DeadlineError("the read's turn came too late");
    });
    onQueued(limit.pendingCount);
    return read;
  };
}

export function readsOfStandby(standby: Database, url: string): ServerReads {
  const run = runReadOnly(standby, url);
  return (query) => run((queries) => query(createPostgresReaders(queries)));
}

/**
 * Whatever the standby has become meanwhile, nothing is written on it: its sessions only read. Those of a pooler such
 * as PgBouncer cannot be told so; there each read is a transaction that is opened read only, for three more round
 * trips.
 */
export function runReadOnly(standby: Database, url: string) {
  return <T>(work: (queries: Queries) => Promise<T>): Promise<T> =>
    isPooled(url) ? standby.db.transaction((db) => work({ db }), { accessMode: "read only" }) : work(standby);
}
