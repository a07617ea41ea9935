import { sql } from "drizzle-orm";
import type { UserSettingsStore } from "#app/core/settings/user-settings.ts";
import type { UserSettings } from "#app/protocol/user-settings.ts";
import type { Database } from "../database.ts";
import type { OnCommitted } from "./outbox-transaction.ts";
import { orUnavailable } from "./primary-errors.ts";

type SettingsRow = { instructions: string | null; model: string | null };

const none: UserSettings = { instructions: null, model: null };

/** On the primary. @param onCommitted hears of each commit */
export function createPostgresUserSettings({ db }: Database, onCommitted: OnCommitted): UserSettingsStore {
  return {
    read: (userId) =>
      orUnavailable(async () => {
        const [row] = await db.execute<SettingsRow>(sql`
          select instructions, model from user_settings where user_id = ${userId}`);
        return row ? { instructions: row.instructions, model: row.model } : none;
      }),

    save: ({ user, settings }) =>
      orUnavailable(async () => {
        const { instructions, model } = settings;
        const [row] = await db.execute<SettingsRow>(sql`
          with person as (
            insert into users (id, name, email) values (${user.id}, ${user.name}, ${user.email})
            on conflict (id) do update set name = excluded.name, email = excluded.email
            returning id
          )
          insert into user_settings as kept (user_id, instructions, model)
          select id, ${instructions ?? null}, ${model ?? null} from person
          on conflict (user_id) do update set updated_at = now(),
            instructions = ${instructions === undefined ? sql`kept.instructions` : sql`excluded.instructions`},
            model = ${model === undefined ? sql`kept.model` : sql`excluded.model`}
          returning instructions, model`);
        await onCommitted(user.id);
        return row ? { instructions: row.instructions, model: row.model } : none;
      }),
  };
}
