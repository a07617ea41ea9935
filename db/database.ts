import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type postgres from "postgres";

/** One server: drizzle for most queries, postgres.js itself where a statement must cost nothing extra. */
export interface Database {
  db: PostgresJsDatabase;
  client: postgres.Sql;
}

export function toDatabase(client: postgres.Sql): Database {
  return { db: drizzle(client), client };
}
