import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

/** Any constant does, as long as every version of the product uses the same. */
const advisoryLockKey = 4_203_201_126;

/**
 * Applies the migrations of `migrationsFolder` that the database at `url` lacks. An advisory lock lets several
 * processes start at once; it belongs to a session, so `url` must not lead through a transaction pooler.
 */
export async function migrate(url: string, migrationsFolder: string): Promise<void> {
  const connection = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {} });
  try {
    await connection`select pg_advisory_lock(${advisoryLockKey})`;
    await applyMigrations(drizzle(connection), { migrationsFolder });
  } finally {
    // Ending the session releases the lock.
    await connection.end({ timeout: 5 });
  }
}
