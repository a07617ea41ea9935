import { sql } from "drizzle-orm";
import type { MemoryBotStore } from "#app/core/memory-bot/memory-bot-store.ts";
import type { Database } from "../database.ts";
import { orUnavailable } from "./primary-errors.ts";

/** The numbers are `integer`: a larger one is nobody's. */
const largestNumber = 2_147_483_647;

/** All on the primary, each one statement. */
export function createPostgresMemoryBotStore({ db }: Database): MemoryBotStore {
  async function findNumber(userId: string, conversationId: string): Promise<number | undefined> {
    const [chat] = await db.execute<{ number: number }>(sql`
      select chat.number
      from memory_bot_chats chat join conversations c on c.id = chat.conversation_id and c.deleted_at is null
      where chat.user_id = ${userId} and chat.conversation_id = ${conversationId}`);
    return chat?.number;
  }

  return {
    open: ({ user, conversationId, context, turnId }) =>
      orUnavailable(async () => {
        const known = await findNumber(user.id, conversationId);
        if (known !== undefined) return { number: known, isNew: false };
        const [chat] = await db.execute<{ number: number }>(sql`
          with person as (
            insert into users (id, name, email, memory_bot_chats) values (${user.id}, ${user.name}, ${user.email}, 1)
            on conflict (id) do update set memory_bot_chats = users.memory_bot_chats + 1
            returning memory_bot_chats as number
          ),
          c as (
            insert into conversations (id, user_id, title, title_source, system_prompt)
            select ${conversationId}::uuid, ${user.id}, 'New chat', 'default', ${context ?? null} from person
            on conflict (id) do nothing
            returning id
          )
          insert into memory_bot_chats (user_id, number, conversation_id, turn_id, turn_since)
          select ${user.id}, person.number, c.id, ${turnId}::uuid, now() from person cross join c
          returning number`);
        if (chat) return { number: chat.number, isNew: true };
        // The same key came at the same moment, or the id is somebody else's.
        const meanwhile = await findNumber(user.id, conversationId);
        return meanwhile === undefined ? undefined : { number: meanwhile, isNew: false };
      }),

    take: ({ userId, number, turnId }) =>
      orUnavailable(async () => {
        if (number > largestNumber) return { outcome: "not_found" };
        const [chat] = await db.execute<{ conversation_id: string; taken: boolean }>(sql`
          with taken as (
            update memory_bot_chats chat set turn_id = ${turnId}::uuid, turn_since = now()
            where chat.user_id = ${userId} and chat.number = ${number}
              and (chat.turn_id is null or chat.turn_id = ${turnId}::uuid or chat.turn_since < now() - interval '10 s')
              and not exists (select 1 from generations g
                where g.user_id = ${userId} and g.conversation_id = chat.conversation_id and g.status = 'running'
                  and g.parent_id <> ${turnId}::uuid)
            returning number
          )
          select chat.conversation_id, exists (select 1 from taken) as taken
          from memory_bot_chats chat join conversations c on c.id = chat.conversation_id and c.deleted_at is null
          where chat.user_id = ${userId} and chat.number = ${number}`);
        if (!chat) return { outcome: "not_found" };
        return chat.taken ? { outcome: "taken", conversationId: chat.conversation_id } : { outcome: "busy" };
      }),

    release: ({ userId, number, turnId }) =>
      orUnavailable(async () => {
        await db.execute(sql`
          update memory_bot_chats set turn_id = null, turn_since = null
          where user_id = ${userId} and number = ${number} and turn_id = ${turnId}`);
      }),
  };
}
