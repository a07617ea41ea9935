import { sql } from "drizzle-orm";
import type {
  LogEntry,
  RecoveredTurn,
  TurnEnd,
  TurnEnded,
  TurnStart,
  TurnStarted,
  TurnStore,
} from "#app/core/turn/turn-store.ts";
import { errorTable } from "#app/protocol/errors.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import type { Database } from "../database.ts";
import type { OnCommitted } from "./outbox-transaction.ts";
import { createPostgresConversationReader } from "./postgres-conversation-reader.ts";
import { restorableFor } from "./deletion-sql.ts";
import { groupCommit } from "./group-commit.ts";
import { orUnavailable, orUnstorable } from "./primary-errors.ts";
import { toConversation, toMessage, type ConversationRow, type MessageRow } from "./rows.ts";
import { createContextReader } from "./turn-context.ts";
import {
  appendSql,
  finishSql,
  readLogsSql,
  recoverSql,
  requestStopSql,
  startAnswerSql,
  startContinuationSql,
  startSql,
} from "./turn-sql.ts";

/** The conversation beside another row: its columns bear other names there. */
interface BesideConversation extends Omit<ConversationRow, "id" | "model" | "created_at"> {
  conversation_id: string;
  conversation_model: string | null;
  conversation_created_at: string;
}

interface StartedRow extends BesideConversation {
  id: string;
  owned: boolean;
  fresh: boolean;
  repeated: boolean;
  parent_id: string | null;
  created_at: string;
  has_siblings: boolean;
}

type EndedRow = Omit<MessageRow, "conversation_id"> &
  BesideConversation & { user_id: string; last_seq: number };

interface RunningRow {
  id: string;
  user_id: string;
  conversation_id: string;
  message_id: string;
  parent_id: string;
  model: string;
  owner: string;
  former_text: string | null;
  former_reasoning: string | null;
}

interface LogRow {
  id: string;
  seq: number;
  text: string;
  reasoning: string;
  text_lengths: number[];
  reasoning_lengths: number[];
}

/**
 * @param owner names this process in the generations that it writes
 * @param wrote hears of each commit, before anybody is told of it
 */
export function createTurnStore(primary: Database, owner: string, onCommitted: OnCommitted): TurnStore {
  const { client, db } = primary;
  const { findConversation, findMessage } = createPostgresConversationReader(primary);
  const readContext = createContextReader(primary);

  /** Prepared once per connection; arrays go in as they are. */
  const run = <Row extends object>(statement: string, parameters: unknown[]): Promise<Row[]> =>
    client.unsafe<Row[]>(statement, parameters as never[], { prepare: client.options.prepare });

  const startBatched = groupCommit(async (turns: TurnStart[]): Promise<(StartedRow | undefined)[]> => {
    const column = <T>(pick: (turn: TurnStart) => T) => turns.map(pick);
    const rows = await run<StartedRow>(startSql, [
      column((turn) => turn.messageId),
      column((turn) => turn.user.id),
      column((turn) => turn.user.name),
      column((turn) => turn.user.email),
      column((turn) => turn.conversationId),
      // As text: postgres.js takes an array of booleans for one boolean.
      column((turn) => String(turn.parentId !== undefined)),
      column((turn) => turn.parentId ?? null),
      column((turn) => turn.content),
      column((turn) => turn.title),
      column((turn) => turn.generationId),
      column((turn) => turn.answerId),
      column((turn) => turn.model),
      owner,
    ]);
    return inOrder(
      turns,
      rows,
      (turn) => turn.messageId,
      (row) => row.id,
    );
  });

  async function start(turn: TurnStart): Promise<TurnStarted> {
    const row = await orUnavailable(() => startBatched(turn));
    if (row?.fresh) await onCommitted(turn.user.id);
    if (row?.repeated) return { outcome: "repeated" };
    if (!row?.owned) return { outcome: "not_found" };
    // Another process was first with this id, between our look and our write.
    if (!row.fresh) return { outcome: "repeated" };
    const message = toMessage({
      ...row,
      role: "user",
      content: turn.content,
      reasoning: null,
      status: "complete",
      model: null,
      finish_reason: null,
      usage: null,
      error: null,
      safety: null,
      feedback: null,
      context: null,
      generation_id: null,
      sibling_ids: null,
    });
    return {
      outcome: "started",
      conversation: besideConversation(row, true),
      message: row.has_siblings
        ? ((await findMessage({ userId: turn.user.id, messageId: turn.messageId })) ?? message)
        : message,
    };
  }

  const finishBatched = groupCommit(async (ends: TurnEnd[]): Promise<(EndedRow | undefined)[]> => {
    const column = <T>(pick: (end: TurnEnd) => T) => ends.map(pick);
    const rows = await run<EndedRow>(finishSql, [
      column((end) => end.generationId),
      column((end) => end.epoch),
      column((end) => end.seq),
      column((end) => end.status),
      column((end) => end.text),
      column((end) => end.reasoning),
      column((end) => end.finishReason ?? null),
      column((end) => (end.usage ? JSON.stringify(end.usage) : null)),
      column((end) => (end.error ? JSON.stringify(end.error) : null)),
      owner,
      column((end) => end.model),
      // As text: postgres.js takes an array of booleans for one boolean.
      column((end) => String(end.unread)),
      column((end) => (end.safety ? JSON.stringify(end.safety) : null)),
      column((end) => (end.context ? JSON.stringify(end.context) : null)),
    ]);
    return inOrder(
      ends,
      rows,
      (end) => end.generationId,
      (row) => row.generation_id,
    );
  });

  return {
    start,

    readContext: (query) => orUnavailable(() => readContext(query)),

    findMessage: (query) => orUnavailable(() => findMessage(query)),

    startAnswer: ({ userId, parentId, generationId, answerId, model }) =>
      orUnavailable(async () => {
        const [row] = await run<BesideConversation>(startAnswerSql, [
          userId,
          parentId,
          generationId,
          answerId,
          model,
          owner,
        ]);
        if (row) await onCommitted(userId);
        return row && besideConversation(row, true);
      }),

    startContinuation: ({ userId, messageId, generationId, model }) =>
      orUnavailable(async () => {
        const [row] = await run<BesideConversation>(startContinuationSql, [
          userId,
          messageId,
          generationId,
          model,
          owner,
        ]);
        if (row) await onCommitted(userId);
        return row && besideConversation(row, true);
      }),

    findTurn: ({ userId, id }) =>
      orUnavailable(async () => {
        const [generation] = await db.execute<{
          id: string;
          conversation_id: string;
          parent_id: string;
          message_id: string;
          status: string;
          last_seq: number;
          epoch: number;
        }>(sql`
          select id, conversation_id, parent_id, message_id, status, last_seq, epoch from generations
          where user_id = ${userId} and (id = ${id} or parent_id = ${id})
          order by created_at limit 1`);
        if (!generation) return undefined;
        const [conversation, userMessage, answer] = await Promise.all([
          findConversation({ userId, conversationId: generation.conversation_id }),
          findMessage({ userId, messageId: generation.parent_id }),
          // One that is continued is there already, but not yet whole.
          generation.status === "running"
            ? undefined
            : findMessage({ userId, messageId: generation.message_id }),
        ]);
        return conversation && userMessage
          ? {
              conversation,
              userMessage,
              generationId: generation.id,
              lastSeq: generation.last_seq,
              // Its writer closes it under the first epoch.
              isRecovered: generation.epoch > 1,
              answer,
            }
          : undefined;
      }),

    async appendToLog(entries: LogEntry[]) {
      const rows = await run<{ id: string; stop_requested: boolean }>(appendSql, [
        entries.map((entry) => entry.generationId),
        entries.map((entry) => entry.epoch),
        entries.map((entry) => entry.seq),
        entries.map((entry) => entry.texts.join("")),
        entries.map((entry) => entry.reasonings.join("")),
        entries.map((entry) => lengthsOf(entry.texts)),
        entries.map((entry) => lengthsOf(entry.reasonings)),
        owner,
      ]);
      return new Map(rows.map((row) => [row.id, row.stop_requested ? "stop_requested" : "running"]));
    },

    async findRunning({ userId, conversationId }) {
      const rows = await db.execute<RunningRow & Record<string, unknown>>(sql`
        select g.id, g.user_id, g.conversation_id, g.message_id, g.parent_id, g.model, g.owner,
          former.content as former_text, former.reasoning as former_reasoning
        from generations g left join messages former on g.continues and former.id = g.message_id
        where g.user_id = ${userId} and g.conversation_id = ${conversationId} and g.status = 'running'
        order by g.created_at`);
      return rows.map((row) => ({
        id: row.id,
        userId: row.user_id,
        conversationId: row.conversation_id,
        messageId: row.message_id,
        parentId: row.parent_id,
        model: row.model,
        owner: row.owner,
        former: { text: row.former_text ?? "", reasoning: row.former_reasoning ?? "" },
      }));
    },

    async readLogs(wanted) {
      const rows = await run<LogRow>(readLogsSql, [
        wanted.map(({ generationId }) => generationId),
        wanted.map(({ afterSeq }) => afterSeq),
      ]);
      return rows.map((row) => ({
        generationId: row.id,
        lastSeq: row.seq,
        texts: cutByLengths(row.text, row.text_lengths),
        reasonings: cutByLengths(row.reasoning, row.reasoning_lengths),
      }));
    },

    requestStop: ({ userId, generationId }) =>
      orUnavailable(async () => {
        const [row] = await run<{ status: string }>(requestStopSql, [userId, generationId]);
        return row && (row.status === "running" ? "requested" : "over");
      }),

    finish: async (end) => {
      const row = await orUnstorable(() => finishBatched(end));
      if (row) await onCommitted(row.user_id);
      return row && toEnded(row);
    },

    async findExpired() {
      const rows = await db.execute<{ id: string; lease_until: string }>(sql`
        select id, lease_until::text from generations where status = 'running' and lease_until < now()`);
      return rows.map((row) => ({ generationId: row.id, leaseUntil: row.lease_until }));
    },

    async recover(which) {
      const leases = which === "all" ? [] : which;
      const error = { code: "interrupted", message: errorTable.interrupted.message };
      const rows = await run<EndedRow>(recoverSql, [
        which === "all",
        JSON.stringify(error),
        owner,
        leases.map(({ generationId }) => generationId),
        leases.map(({ leaseUntil }) => leaseUntil),
      ]);
      if (rows.length > 0) await onCommitted(...new Set(rows.map((row) => row.user_id)));
      return rows.map((row): RecoveredTurn => ({
        ...toEnded(row),
        generationId: row.generation_id ?? "",
        seq: row.last_seq,
      }));
    },

    async deleteExpired() {
      await db.execute(sql`delete from outbox where created_at < now() - interval '10 minutes'`);
      // A log entry that was on its way while its answer was written came too late to be removed with the others.
      await db.execute(sql`
        delete from generation_events e using generations g
        where g.id = e.generation_id and g.status <> 'running'`);
      // A few at a time: what hangs on a conversation goes with it, and other statements wait for that.
      await db.execute(sql`
        delete from conversations where id in (
          select id from conversations where deleted_at < now() - ${restorableFor}::interval
          order by deleted_at limit 20)`);
    },

    async findFinished(generationIds) {
      const rows = await run<{ id: string }>(
        `select i.id from unnest($1::uuid[]) as i(id)
         where not exists (select 1 from generations g where g.id = i.id and g.status = 'running')`,
        [generationIds],
      );
      return rows.map(({ id }) => id);
    },
  };
}

function besideConversation(row: BesideConversation, generating: boolean): Conversation {
  return toConversation({
    ...row,
    id: row.conversation_id,
    model: row.conversation_model,
    created_at: row.conversation_created_at,
    generating,
  });
}

function toEnded(row: EndedRow): TurnEnded {
  return {
    userId: row.user_id,
    conversation: besideConversation(row, row.generating),
    message: toMessage(row),
  };
}

/** As an array literal of PostgreSQL: unnest would flatten an array of arrays. */
const lengthsOf = (pieces: readonly string[]) => `{${pieces.map(({ length }) => length).join(",")}}`;

function cutByLengths(text: string, lengths: readonly number[]): string[] {
  let from = 0;
  return lengths.map((length) => text.slice(from, (from += length)));
}

/** Results in the order of the items; a statement gives its rows in any order. */
function inOrder<Item, Row>(
  items: Item[],
  rows: Row[],
  itemKey: (item: Item) => string,
  rowKey: (row: Row) => string | null,
): (Row | undefined)[] {
  const byKey = new Map(rows.map((row) => [rowKey(row), row]));
  return items.map((item) => byKey.get(itemKey(item)));
}
