/** `npm run db:migrate`: applies the migrations to POSTGRES_PRIMARY_URL and ends. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfig } from "#app/platform/config/load-config.ts";
import { migrate } from "./migrate.ts";

/** The source lies in db/, its bundle in build/. */
const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const { postgres } = loadConfig(projectRoot);
  if (postgres.primaryUrl === undefined) {
    throw new Error(
      "POSTGRES_PRIMARY_URL: is not set, so there is nothing to migrate. Example: postgres://user:password@db:5432/chatbot",
    );
  }
  const migrationsFolder = join(projectRoot, "db/migrations");
  if (!existsSync(migrationsFolder)) throw new Error(`There are no migrations in ${migrationsFolder}.`);
  const { primaryUrl, listenUrl } = postgres;
  const direct = listenUrl ?? primaryUrl;
  const variable = listenUrl === undefined ? "POSTGRES_PRIMARY_URL" : "POSTGRES_LISTEN_URL";
  const say = (_fields: object, text: string) => void process.stdout.write(`${text}\n`);
  const applied = await migrate(direct, migrationsFolder, { variable, log: { info: say, warn: say } });
  for (const name of applied) process.stdout.write(`Applied ${name}.\n`);
  process.stdout.write("The database is up to date.\n");
} catch (error) {
  process.stderr.write(
    `The migrations were not applied.\n${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
