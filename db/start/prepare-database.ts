import type { Log } from "#app/core/log.ts";
import { migrate, withConnection } from "../migrate.ts";
import { DatabaseStartError } from "./database-start-error.ts";
import { findMissingRights, findUnfitness } from "./inspect-database.ts";

interface Options {
  primaryUrl: string;
  /** The way to the primary itself, where `primaryUrl` leads through a pooler. */
  listenUrl?: string | undefined;
  migrationsFolder: string;
  log: Pick<Log, "info" | "warn">;
  /** Ends every wait. */
  signal?: AbortSignal | undefined;
}

/**
 * Makes the primary ready to be used, or says why it cannot be.
 * @throws DatabaseStartError with variable, cause and remedy; the signal's reason once it fires
 */
export async function prepareDatabase({
  primaryUrl,
  listenUrl,
  migrationsFolder,
  log,
  signal,
}: Options): Promise<void> {
  const variable = "POSTGRES_PRIMARY_URL";
  if (listenUrl !== undefined && listenUrl !== primaryUrl) {
    await migrate(listenUrl, migrationsFolder, { variable: "POSTGRES_LISTEN_URL", log, signal });
  } else await migrate(primaryUrl, migrationsFolder, { variable, log, signal });
  await withConnection({ variable, url: primaryUrl, signal }, async (sql) => {
    const unfitness = await findUnfitness(sql);
    if (unfitness !== undefined) throw new DatabaseStartError(variable, unfitness);
    const missing = await findMissingRights(sql);
    if (missing.length === 0) return;
    const [{ role } = { role: "" }] = await sql<{ role: string }[]>`select current_user as role`;
    throw new DatabaseStartError(
      variable,
      `the role "${role}" lacks rights: ${missing.slice(0, 6).join(", ")}${missing.length > 6 ? ", …" : ""}. As the owner of ` +
        `the tables: grant select, insert, update, delete on all tables in schema public to "${role}"`,
    );
  });
}
