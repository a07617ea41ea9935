import { sql } from "drizzle-orm";
import type { UsageStore } from "#app/core/usage/usage-store.ts";
import type { Database } from "../database.ts";
import { orUnavailable } from "./primary-errors.ts";

/** In the order of the key, so that processes that write at the same moment cannot deadlock. A user who is gone is left out. */
const addSql = `
insert into usage_days (user_id, day, model, prompt_tokens, completion_tokens, answers)
select i.* from unnest($1::text[], $2::text[]::date[], $3::text[], $4::text[]::bigint[], $5::text[]::bigint[],
    $6::int[])
  as i(user_id, day, model, prompt_tokens, completion_tokens, answers)
join users on users.id = i.user_id
order by i.user_id, i.day, i.model
on conflict (user_id, day, model) do update set prompt_tokens = usage_days.prompt_tokens + excluded.prompt_tokens,
  completion_tokens = usage_days.completion_tokens + excluded.completion_tokens,
  answers = usage_days.answers + excluded.answers`;

export function createPostgresUsageStore({ client, db }: Database): UsageStore {
  return {
    async add(counts) {
      // As text: postgres.js has no arrays of dates and of bigints.
      const parameters = [
        counts.map(({ userId }) => userId),
        counts.map(({ day }) => day),
        counts.map(({ model }) => model),
        counts.map(({ promptTokens }) => String(promptTokens)),
        counts.map(({ completionTokens }) => String(completionTokens)),
        counts.map(({ answers }) => answers),
      ];
      await client.unsafe(addSql, parameters, { prepare: client.options.prepare });
    },

    readDay: ({ userId, day }) =>
      orUnavailable(async () => {
        const [row] = await db.execute<{ prompt_tokens: string; completion_tokens: string }>(sql`
          select coalesce(sum(prompt_tokens), 0) as prompt_tokens,
            coalesce(sum(completion_tokens), 0) as completion_tokens
          from usage_days where user_id = ${userId} and day = ${day}::date`);
        return {
          promptTokens: Number(row?.prompt_tokens ?? 0),
          completionTokens: Number(row?.completion_tokens ?? 0),
        };
      }),
  };
}
