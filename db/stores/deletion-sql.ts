import { sql, type SQL } from "drizzle-orm";

/** So long can a deleted conversation be restored; then it is purged. */
export const restorableFor = "10 minutes";

/**
 * Closes what is being written in a conversation that is deleted, as `stopped` with what was logged, so that it is there
 * again when the conversation is restored. Its owner finds that it may write no more.
 */
export function closeAnswers({ userId, conversationId }: { userId: string; conversationId: string }): SQL {
  return sql`
    with closed as (
      update generations set status = 'stopped', lease_until = null, epoch = epoch + 1
      where user_id = ${userId} and conversation_id = ${conversationId} and status = 'running'
      returning *
    ),
    logged as (
      select closed.*, coalesce(l.content, '') as content, nullif(l.reasoning, '') as reasoning
      from closed cross join lateral (
        select string_agg(e.text, '' order by e.seq) as content, string_agg(e.reasoning, '' order by e.seq) as reasoning
        from generation_events e where e.generation_id = closed.id and e.seq <= closed.last_seq) l
    ),
    written as (
      insert into messages (id, user_id, conversation_id, parent_id, role, content, reasoning, status, model, generation_id)
      select message_id, user_id, conversation_id, parent_id, 'assistant', content, reasoning, 'stopped', model, id
      from logged where not continues
      on conflict do nothing
      returning id, parent_id
    ),
    extended as (
      update messages m set content = m.content || logged.content,
        reasoning = nullif(concat(m.reasoning, logged.reasoning), ''), generation_id = logged.id
      from logged where logged.continues and m.id = logged.message_id
    )
    update conversations c set active_message_id = written.id from written
    where c.id = ${conversationId} and c.user_id = ${userId} and c.active_message_id = written.parent_id`;
}
