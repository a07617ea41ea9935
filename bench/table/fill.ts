import { withClient } from "../processes/bench-cluster.ts";

/** The person whose conversations are opened. */
export const reader = "reader";
const readerConversations = 200;
const usualLength = 50;
const otherPeople = 1_000;

/** Ids follow the order of creation, as UUIDv7 does; `kind` keeps the tables apart. */
const idSql = (kind: 0 | 1 | 2, number: string) =>
  `('01930000-0000-7000-800${kind}-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

const formatId = (kind: 0 | 1, number: number) =>
  `01930000-0000-7000-800${kind}-${number.toString(16).padStart(12, "0")}`;

/** The conversations are numbered from 1; the first one is the long one, where there is one. */
export const conversationId = (number: number): string => formatId(0, number);

export interface Filling {
  conversations: number;
  messages: number;
  /** Messages of the first conversation. */
  longest: number;
  /** The number of a message, to page back from. */
  messageId: (conversation: number, position: number) => string;
}

/**
 * Fills an empty database with conversations of 50 messages, `messages` in all; the first one has `longest`. The
 * reader has 200 conversations, 1,000 others share the rest. Messages lie in the order in which people
 * who chat at the same time would write them, so those of one conversation are far apart.
 * @param answerSql an SQL expression for the text of an answer
 */
export async function fillDatabase(
  primaryUrl: string,
  {
    messages,
    longest = usualLength,
    answerSql = "repeat('An answer of some length. ', 10)",
  }: { messages: number; longest?: number; answerSql?: string },
): Promise<Filling> {
  const conversations = 1 + (messages - longest) / usualLength;
  const numberSql = `((position - 1)::bigint * ${conversations} + conversation)`;
  const timeSql = `'2026-01-01'::timestamptz + ${numberSql} * interval '10 ms'`;
  await withClient(primaryUrl, async (sql) => {
    // The rows are right by construction; checking a million foreign keys would take most of the time.
    await sql`set session_replication_role = replica`;
    await sql`insert into users (id) select 'user-' || n from generate_series(0, ${otherPeople - 1}) n
      union all select ${reader}`;
    await sql.unsafe(`create temp table plan as
      select conversation, length, position,
        case when conversation <= ${readerConversations} then '${reader}'
          else 'user-' || conversation % ${otherPeople} end as user_id
      from generate_series(1, ${conversations}) conversation
      cross join lateral (select case when conversation = 1 then ${longest} else ${usualLength} end as length) l
      cross join lateral generate_series(1, length) position
      order by position, conversation`);
    await sql.unsafe(`insert into conversations
        (id, user_id, title, title_source, active_message_id, created_at, updated_at)
      select ${idSql(0, "conversation")}, user_id, 'Conversation ' || conversation, 'person',
        ${idSql(1, numberSql)}, '2026-01-01', ${timeSql}
      from plan where position = length`);
    await sql.unsafe(`insert into messages
        (id, user_id, conversation_id, parent_id, role, content, status, model, generation_id, created_at)
      select ${idSql(1, numberSql)}, user_id, ${idSql(0, "conversation")},
        case when position > 1 then ${idSql(1, `${numberSql} - ${conversations}`)} end,
        case when position % 2 = 1 then 'user' else 'assistant' end,
        case when position % 2 = 1 then 'Question ' || position else ${answerSql} end,
        'complete', case when position % 2 = 0 then 'scripted' end,
        case when position % 2 = 0 then ${idSql(2, numberSql)} end, ${timeSql}
      from plan`);
    await sql.unsafe(`insert into generations
        (id, user_id, conversation_id, parent_id, message_id, status, model, owner, created_at)
      select ${idSql(2, numberSql)}, user_id, ${idSql(0, "conversation")},
        ${idSql(1, `${numberSql} - ${conversations}`)}, ${idSql(1, numberSql)}, 'complete', 'scripted', 'bench',
        ${timeSql}
      from plan where position % 2 = 0`);
    await sql`drop table plan`;
    await sql`set session_replication_role = origin`;
    await sql`vacuum (analyze)`;
    await sql`checkpoint`;
  });
  return {
    conversations,
    messages,
    longest,
    messageId: (conversation, position) => formatId(1, (position - 1) * conversations + conversation),
  };
}
