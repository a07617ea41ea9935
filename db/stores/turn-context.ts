import type { BranchMessage } from "#app/core/context-window/context-window.ts";
import type { TurnContext, TurnStore } from "#app/core/turn/turn-store.ts";
import type { Database } from "../database.ts";
import { groupCommit } from "./group-commit.ts";
import { toConversation, type ConversationRow } from "./rows.ts";

type ContextQuery = Parameters<TurnStore["readContext"]>[0];

interface ContextRow extends ConversationRow {
  position: number;
  title_source: string;
  place: string | null;
  history: BranchMessage[];
}

/**
 * Conversations with the branches that new messages continue, newest `max_messages` of each, oldest first. One row
 * per item that is its user's, numbered by `position`.
 */
const contextSql = `
with i as (
  select * from unnest($1::uuid[], $2::text[], $3::text[]::boolean[], $4::uuid[], $5::int[]) with ordinality
  as t(conversation_id, user_id, parent_given, parent_id, max_messages, position)
),
placed as (
  select c.*, i.position::int as position, i.max_messages,
    case
      when i.parent_given then i.parent_id
      when leaf.role = 'user' then leaf.parent_id
      else leaf.id
    end as place
  from i join conversations c on c.id = i.conversation_id and c.user_id = i.user_id and c.deleted_at is null
  left join messages leaf on leaf.id = c.active_message_id
)
select p.*, h.history, exists (
    select 1 from generations g
    where g.user_id = p.user_id and g.conversation_id = p.id and g.status = 'running') as generating
from placed p cross join lateral (
  with recursive branch as (
    select m.id, m.parent_id, m.role, m.content, 1 as depth from messages m
    where m.id = p.place and m.user_id = p.user_id and m.conversation_id = p.id
    union all
    select m.id, m.parent_id, m.role, m.content, branch.depth + 1
    from branch join messages m on m.id = branch.parent_id
    where branch.depth < p.max_messages
  )
  select coalesce(json_agg(json_build_object('id', id, 'role', role, 'content', content) order by depth desc), '[]') as history
  from branch
) h`;

/**
 * Reads the conversation and the branch that a new message continues, as one look at the primary. It comes before
 * everything else of a turn, so what is asked for at the same time is one statement.
 */
export function createContextReader({
  client,
}: Database): (query: ContextQuery) => Promise<TurnContext | undefined> {
  return groupCommit(async (queries: ContextQuery[]): Promise<(TurnContext | undefined)[]> => {
    const column = <T>(pick: (query: ContextQuery) => T) => queries.map(pick);
    const parameters = [
      column((query) => query.conversationId),
      column((query) => query.userId),
      // As text: postgres.js takes an array of booleans for one boolean.
      column((query) => String(query.parentId !== undefined)),
      column((query) => query.parentId ?? null),
      column((query) => query.maxMessages),
    ];
    const rows = await client.unsafe<ContextRow[]>(contextSql, parameters as never[], {
      prepare: client.options.prepare,
    });
    const byPosition = new Map(rows.map((row) => [row.position, row]));
    return queries.map((_, index) => {
      const row = byPosition.get(index + 1);
      return row && toContext(row);
    });
  });
}

function toContext(row: ContextRow): TurnContext {
  return {
    conversation: toConversation(row),
    titled: row.title_source !== "default",
    history: alternating(row.history),
    parentId: row.place,
  };
}

/**
 * Chat templates want user and assistant in turn, the first from the user: an answer without text (stopped or
 * failed before its first token) goes out with the question that it left open.
 */
function alternating(messages: readonly BranchMessage[]): BranchMessage[] {
  const kept: BranchMessage[] = [];
  for (const message of messages) {
    if (message.role === "assistant" && message.content === "") kept.pop();
    else if (message.role === "user" || kept.at(-1)?.role === "user") kept.push(message);
  }
  return kept;
}
