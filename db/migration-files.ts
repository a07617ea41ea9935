import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { z } from "zod";

export interface Migration {
  /** Of its file, such as `0004_messages_search`. */
  name: string;
  /** What the journal knows it by. */
  createdAt: number;
  hash: string;
  statements: string[];
}

const journalSchema = z.object({ entries: z.array(z.object({ tag: z.string() })) });

/** The migrations of a folder that drizzle-kit wrote, in their order. */
export function readMigrations(folder: string): Migration[] {
  const journal: unknown = JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8"));
  const { entries } = journalSchema.parse(journal);
  return readMigrationFiles({ migrationsFolder: folder }).map(({ sql, hash, folderMillis }, index) => ({
    name: entries[index]?.tag ?? "",
    createdAt: folderMillis,
    hash,
    statements: sql,
  }));
}
