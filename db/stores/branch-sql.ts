import { sql, type SQL } from "drizzle-orm";

/** Ids of the messages with the same parent as `message`, oldest first, the answer being written last. */
export const siblingIds = (message: SQL): SQL => sql`(
  select array_agg(s.id order by s.created_at, s.id) from (
    select id, created_at from messages where parent_id = ${message}.parent_id
    union all
    select id, created_at from messages
    where ${message}.parent_id is null and parent_id is null and conversation_id = ${message}.conversation_id
    union all
    select message_id, created_at from generations
    where parent_id = ${message}.parent_id and status = 'running' and not continues
  ) s)`;

/** Whether an answer is being written in the conversation. */
export const isGenerating = (conversation: SQL): SQL => sql`exists (
  select 1 from generations g
  where g.user_id = ${conversation}.user_id and g.conversation_id = ${conversation}.id and g.status = 'running')`;

/** The newest `limit` messages of the branch that ends in message `leafId`, newest first. */
export function branchUpFrom(query: {
  userId: string;
  conversationId: string;
  leafId: SQL | string | null;
  limit: number;
}): SQL {
  return sql`
    with recursive branch as (
      select m.*, 1 as depth from messages m
      where m.id = ${query.leafId} and m.user_id = ${query.userId} and m.conversation_id = ${query.conversationId}
      union all
      select m.*, branch.depth + 1 from branch join messages m on m.id = branch.parent_id
      where branch.depth < ${query.limit}
    )`;
}
