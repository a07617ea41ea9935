import type { PgDatabase } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsDatabase, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import type postgres from "postgres";

/** One server: drizzle for most queries, postgres.js itself where a statement must cost nothing extra. */
export interface Database {
  db: PostgresJsDatabase;
  client: postgres.Sql;
}

/** What runs queries: the pool of a server, or a transaction on it. */
export interface Queries {
  db: PgDatabase<PostgresJsQueryResultHKT>;
}

export function toDatabase(client: postgres.Sql): Database {
  return { db: drizzle(client), client };
}

/** Whether the server answers a query. @throws when it does not */
export async function answersQuery({ client }: Database): Promise<boolean> {
  return (await client`select 1`).length === 1;
}

/** A database whose pool can be exchanged for another, while all who use it keep what they hold. */
export interface SwitchableDatabase extends Database {
  /** New statements go to `next`; what runs on the former pool, which is returned, goes on there. */
  switchTo(next: postgres.Sql): postgres.Sql;
}

export function toSwitchableDatabase(first: postgres.Sql): SwitchableDatabase {
  let current = first;
  const client = new Proxy(first, {
    apply: (_first, _this, given): unknown => Reflect.apply(current, undefined, given),
    get: (_first, name): unknown => Reflect.get(current, name),
  });
  return {
    ...toDatabase(client),
    switchTo(next) {
      const former = current;
      // drizzle sets how the pool reads and writes times.
      toDatabase(next);
      current = next;
      return former;
    },
  };
}
