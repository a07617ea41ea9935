/**
 * The statements of a turn, each for many turns at once: arrays in, a row per turn out. One statement is one
 * transaction, so none of them needs BEGIN. Locks are taken on generations first, then on conversations, each in the
 * order of their ids, so that batches cannot deadlock, whichever process they come from.
 */

/** Tells other processes of what a statement did, in its transaction. `rows` has user_id, conversation_id and id. */
const announce = (name: string, kind: string, rows: string, origin: string) => `
${name} as (
  insert into outbox (user_id, conversation_id, kind, generation_id, origin)
  select user_id, conversation_id, '${kind}', id, ${origin} from ${rows}
)`;

/** Seconds that a process may be silent before its answers count as lost. */
const leaseSeconds = 15;

const lease = `now() + interval '${leaseSeconds} s'`;

const conversationColumns = (alias: string) =>
  `${alias}.id as conversation_id, ${alias}.title, ${alias}.pinned, ${alias}.system_prompt,
   ${alias}.model as conversation_model, ${alias}.parameters, ${alias}.unread, ${alias}.created_at as conversation_created_at, ${alias}.updated_at`;

/**
 * Writes the user message and opens the generation; makes the user and the conversation where they are missing.
 * Without a given parent the message goes to the end of the active branch, or beside a message whose answer is
 * still being written. A message id that exists changes nothing. `owned` false: the conversation or the parent
 * is not the user's. `fresh` false: repeated.
 */
export const startSql = `
with i as (
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[]::boolean[], $7::uuid[],
    $8::text[], $9::text[], $10::uuid[], $11::uuid[], $12::text[])
  as t(message_id, user_id, user_name, user_email, conversation_id, parent_given, parent_id,
    content, title, generation_id, answer_id, model)
),
unknown as (
  select i.*, c.id as known_id, leaf.id as leaf_id, leaf.role as leaf_role, leaf.parent_id as leaf_parent_id
  from i
  left join conversations c on c.id = i.conversation_id and c.user_id = i.user_id
  left join messages leaf on leaf.id = c.active_message_id
  where not exists (select 1 from messages m where m.id = i.message_id)
),
placed as (
  select u.*, case
      when u.parent_given then u.parent_id
      when u.leaf_role = 'user' then u.leaf_parent_id
      else u.leaf_id
    end as place
  from unknown u
  where not u.parent_given or u.parent_id is null or exists (
    select 1 from messages p where p.id = u.parent_id and p.user_id = u.user_id
      and p.conversation_id = u.conversation_id and p.role = 'assistant')
),
person as (
  insert into users (id, name, email)
  select distinct on (user_id) user_id, user_name, user_email from placed order by user_id
  on conflict (id) do nothing
),
c as (
  insert into conversations (id, user_id, title, title_source, active_message_id)
  select distinct on (conversation_id) conversation_id, user_id, title, 'default', message_id
  from placed order by conversation_id, message_id
  on conflict (id) do update set updated_at = now(), active_message_id = excluded.active_message_id,
    title = case when conversations.active_message_id is null and conversations.title_source = 'default'
      then excluded.title else conversations.title end
  where conversations.user_id = excluded.user_id and conversations.deleted_at is null
  returning *
),
m as (
  insert into messages (id, user_id, conversation_id, parent_id, role, content, status)
  select p.message_id, p.user_id, p.conversation_id, p.place, 'user', p.content, 'complete'
  from placed p join c on c.id = p.conversation_id and c.user_id = p.user_id
  on conflict (id) do nothing
  returning id, parent_id, created_at
),
g as (
  insert into generations (id, user_id, conversation_id, parent_id, message_id, status, model, owner, lease_until)
  select p.generation_id, p.user_id, p.conversation_id, p.message_id, p.answer_id, 'running', p.model,
    $13::text, ${lease}
  from placed p join m on m.id = p.message_id
  returning id, user_id, conversation_id
),
${announce("o", "turn", "g", "$13::text")}
select i.message_id as id, c.id is not null as owned, m.id is not null as fresh,
  known.id is not null as repeated, m.parent_id, m.created_at,
  (placed.parent_given or placed.leaf_role = 'user') as has_siblings,
  ${conversationColumns("c")}
from i
left join messages known on known.id = i.message_id
left join placed on placed.message_id = i.message_id
left join c on c.id = placed.conversation_id and c.user_id = placed.user_id
left join m on m.id = i.message_id`;

/** Opens a generation for another answer to a user message. */
export const startAnswerSql = `
with question as (
  select id, conversation_id from messages where id = $2::uuid and user_id = $1::text and role = 'user'
),
c as (
  update conversations set updated_at = now(), active_message_id = question.id
  from question where conversations.id = question.conversation_id and conversations.user_id = $1::text
    and conversations.deleted_at is null
  returning conversations.*
),
g as (
  insert into generations (id, user_id, conversation_id, parent_id, message_id, status, model, owner, lease_until)
  select $3::uuid, $1::text, c.id, $2::uuid, $4::uuid, 'running', $5::text, $6::text, ${lease} from c
  returning id, user_id, conversation_id
),
${announce("o", "turn", "g", "$6::text")}
select ${conversationColumns("c")} from c`;

/**
 * Opens a generation that goes on with the last answer of a branch that is not whole: stopped, interrupted, failed with
 * text, or cut at the longest answer allowed; unless one already does.
 */
export const startContinuationSql = `
with answer as (
  select m.id, m.parent_id, m.conversation_id from messages m
  where m.id = $2::uuid and m.user_id = $1::text and m.role = 'assistant'
    and (m.status in ('stopped', 'interrupted') or m.finish_reason = 'length'
      or (m.status = 'failed' and m.content <> ''))
    and not exists (select 1 from generations g where g.user_id = $1::text
      and g.conversation_id = m.conversation_id and g.message_id = m.id and g.status = 'running')
    and not exists (select 1 from messages child where child.parent_id = m.id)
),
c as (
  update conversations set updated_at = now(), active_message_id = answer.id
  from answer where conversations.id = answer.conversation_id and conversations.user_id = $1::text
    and conversations.deleted_at is null
  returning conversations.*
),
g as (
  insert into generations (id, user_id, conversation_id, parent_id, message_id, continues, status, model, owner,
    lease_until)
  select $3::uuid, $1::text, c.id, answer.parent_id, answer.id, true, 'running', $4::text, $5::text, ${lease}
  from c cross join answer
  on conflict (id) do nothing
  returning id, user_id, conversation_id
),
${announce("o", "turn", "g", "$5::text")}
select ${conversationColumns("c")} from c join g on g.conversation_id = c.id`;

/**
 * Appends text to the logs and renews the leases. Ids that do not come back may no longer be written. An entry
 * takes the place of those that it covers: they are of a try whose reply was lost.
 */
export const appendSql = `
with i as (
  select * from unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[])
  as t(id, epoch, seq, text, reasoning, text_lengths, reasoning_lengths)
),
held as (
  select g.id from generations g join i on i.id = g.id
  where g.epoch = i.epoch and g.owner = $8::text and g.status = 'running' and g.last_seq <= i.seq
  order by g.id for no key update of g
),
live as (
  update generations g set last_seq = i.seq, lease_until = ${lease} from i join held on held.id = i.id
  where g.id = i.id
  returning g.id, g.user_id, g.stop_requested
),
superseded as (
  delete from generation_events old using i join live on live.id = i.id
  where old.generation_id = i.id and old.seq < i.seq and old.seq > i.seq - cardinality(i.text_lengths::int[])
),
e as (
  insert into generation_events (generation_id, seq, user_id, text, reasoning, text_lengths, reasoning_lengths)
  select i.id, i.seq, live.user_id, i.text, i.reasoning, i.text_lengths::int[], i.reasoning_lengths::int[]
  from i join live on live.id = i.id
  where i.text_lengths <> '{}'
  on conflict do nothing
)
select id, stop_requested from live`;

/** What the logs hold after the given numbers; a row may begin before. */
export const readLogsSql = `
select i.id, e.seq, e.text, e.reasoning, e.text_lengths, e.reasoning_lengths
from unnest($1::uuid[], $2::int[]) as i(id, after_seq)
join generation_events e on e.generation_id = i.id and e.seq > i.after_seq
order by i.id, e.seq`;

/** Leaves a note for the owner, who finds it with its next log entry even when no notice reaches it. */
export const requestStopSql = `
with g as (
  select g.id, g.status from generations g join conversations c on c.id = g.conversation_id and c.deleted_at is null
  where g.id = $2::uuid and g.user_id = $1::text
),
asked as (
  update generations set stop_requested = true from g
  where generations.id = g.id and generations.status = 'running'
)
select status from g`;

/** Columns of a closed generation's answer and conversation, for the frames that tell of it. */
const endedColumns = `
  a.id, a.user_id, a.parent_id, a.content, a.reasoning, a.status, a.model, a.finish_reason, a.usage, a.error,
  a.safety, a.feedback, a.context, a.generation_id, a.created_at, 'assistant' as role,
  (select array_agg(s.id order by s.created_at, s.id) from (
    select id, created_at from messages where parent_id = a.parent_id
    union select a.id, a.created_at) s) as sibling_ids,
  exists (select 1 from generations other where other.user_id = a.user_id
    and other.conversation_id = a.conversation_id and other.status = 'running'
    and other.id not in (select id from closed)) as generating,
  ${conversationColumns("c")}`;

const sumOfRuns = (key: string) =>
  `'${key}', nullif(coalesce((messages.usage ->> '${key}')::numeric, 0) + coalesce((closed.usage ->> '${key}')::numeric, 0), 0)`;

/** What an answer that was gone on with has cost: its runs together; the prompt is that of the last one. */
const usageOfRuns = `
    case when closed.usage is null then messages.usage else
      coalesce(messages.usage, '{}') || closed.usage || jsonb_strip_nulls(jsonb_build_object(
        ${["completionTokens", "reasoningTokens", "reasoningMs", "streamMs"].map(sumOfRuns).join(", ")},
        'firstTokenMs', coalesce(messages.usage -> 'firstTokenMs', closed.usage -> 'firstTokenMs')))
    end`;

/** The end that FINISH and RECOVER share: from `closed` generations with their texts to messages. */
const writeAnswers = (origin: string) => `
places as (
  select c.id, c.user_id from conversations c where c.id in (select conversation_id from closed)
  order by c.id for no key update
),
written as (
  insert into messages (id, user_id, conversation_id, parent_id, role, content, reasoning, status, model,
    finish_reason, usage, error, safety, context, generation_id)
  select closed.message_id, closed.user_id, closed.conversation_id, closed.parent_id, 'assistant', closed.content,
    closed.reasoning, closed.status, closed.model, closed.finish_reason, closed.usage, closed.error,
    closed.safety, closed.context, closed.id
  from closed join places on places.id = closed.conversation_id where not closed.continues
  on conflict do nothing
  returning *
),
extended as (
  update messages set
    content = case when closed.status = 'blocked' then '' else messages.content || closed.content end,
    reasoning = case when closed.status <> 'blocked'
      then nullif(concat(messages.reasoning, closed.reasoning), '') end,
    status = closed.status, safety = coalesce(closed.safety, messages.safety), context = closed.context,
    model = closed.model, finish_reason = closed.finish_reason, usage = ${usageOfRuns}, error = closed.error,
    generation_id = closed.id
  from closed where closed.continues and messages.id = closed.message_id
  returning messages.*
),
a as (
  select * from written union all select * from extended
),
c as (
  update conversations set updated_at = now(), active_message_id = coalesce(
    (select a.id from a where a.parent_id = conversations.active_message_id order by a.id desc limit 1),
    conversations.active_message_id),
    unread = conversations.unread or coalesce((
      select bool_or(closed.unread) from closed where closed.conversation_id = conversations.id), false)
  where id in (select conversation_id from a)
  returning *
),
emptied as (
  delete from generation_events where generation_id in (select id from closed)
),
ended as (
  select user_id, conversation_id, generation_id as id from a
),
${announce("o", "end", "ended", origin)}
select ${endedColumns}`;

/** Writes the answers and closes their generations, at once and once. An id that does not come back was closed before. */
export const finishSql = `
with i as (
  select * from unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $11::text[], $12::text[]::boolean[], $13::text[], $14::text[])
  as t(id, epoch, seq, status, content, reasoning, finish_reason, usage, error, model, unread, safety, context)
),
held as (
  select g.id from generations g join i on i.id = g.id
  where g.epoch = i.epoch and g.owner = $10::text and g.status = 'running'
  order by g.id for no key update of g
),
closed as (
  update generations g set status = i.status, last_seq = i.seq, lease_until = null, model = i.model
  from i join held on held.id = i.id
  where g.id = i.id
  returning g.id, g.user_id, g.conversation_id, g.message_id, g.parent_id, g.continues, g.model, i.status, i.content,
    nullif(i.reasoning, '') as reasoning, i.finish_reason, i.usage::jsonb as usage, i.error::jsonb as error, i.unread,
    i.safety::jsonb as safety, i.context::jsonb as context
),
${writeAnswers("$10::text")}
from a join c on c.id = a.conversation_id`;

/**
 * Closes the generations of lost processes with what they had logged. $1: all, whatever their leases. $2: the error.
 * $4, $5: ids and leases of those that are lost.
 */
export const recoverSql = `
with lost as (
  select g.id from generations g
  where g.status = 'running' and ($1::boolean or exists (
    select 1 from unnest($4::uuid[], $5::text[]::timestamptz[]) as expired(id, lease_until)
    where expired.id = g.id and expired.lease_until = g.lease_until))
  order by g.id limit 200 for update skip locked
),
taken as (
  update generations g set status = 'interrupted', lease_until = null, epoch = g.epoch + 1
  from lost where g.id = lost.id
  returning g.*
),
closed as (
  select taken.id, taken.user_id, taken.conversation_id, taken.message_id, taken.parent_id,
    taken.continues, taken.model, taken.status, coalesce(l.content, '') as content, nullif(l.reasoning, '') as reasoning,
    null::text as finish_reason, null::jsonb as usage, $2::jsonb as error,
    null::jsonb as safety, null::jsonb as context, taken.last_seq,
    true as unread
  from taken cross join lateral (
    select string_agg(e.text, '' order by e.seq) as content,
      string_agg(e.reasoning, '' order by e.seq) as reasoning
    from generation_events e where e.generation_id = taken.id and e.seq <= taken.last_seq) l
),
${writeAnswers("$3::text")}, closed.last_seq
from a join c on c.id = a.conversation_id join closed on closed.id = a.generation_id`;
