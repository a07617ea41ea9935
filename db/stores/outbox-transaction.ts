import type { Database } from "../database.ts";
import { outbox } from "../schema/schema.ts";
import { orUnavailable } from "./primary-errors.ts";

export interface WriteContext {
  /** Names this process in the outbox. */
  owner: string;
  onCommitted: OnCommitted;
}

/**
 * Hears of each commit, before anybody is told of it, with the users whose later reads must show it; other processes
 * are told to look. Never throws.
 */
export type OnCommitted = (...userIds: readonly string[]) => Promise<void> | void;

export type Transaction = Parameters<Parameters<Database["db"]["transaction"]>[0]>[0];

export interface OutboxEntry {
  userId: string;
  conversationId: string;
  kind: (typeof outbox.$inferInsert)["kind"];
  messageId?: string;
}

/** Runs a change in one transaction with the note in the outbox that tells other processes of it. */
export function createOutboxTransaction({ db }: Database, { owner, onCommitted }: WriteContext) {
  /** @param change gives what it changed, or `undefined` for nothing: then nobody is told */
  return async function inOutboxTransaction<T>(
    entry: OutboxEntry,
    change: (transaction: Transaction) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const changed = await orUnavailable(() =>
      db.transaction(async (transaction) => {
        const result = await change(transaction);
        if (result !== undefined) await transaction.insert(outbox).values({ ...entry, origin: owner });
        return result;
      }),
    );
    if (changed !== undefined) await onCommitted(entry.userId);
    return changed;
  };
}
