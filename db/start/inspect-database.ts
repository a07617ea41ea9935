import type { Sql } from "postgres";
import { allTables } from "../all-tables.ts";
import { databaseErrorCode } from "../server-away.ts";

const oldestVersion = 15;

/** Why the database at hand can never serve, with the remedy; `undefined` for one that can. */
export async function findUnfitness(sql: Sql): Promise<string | undefined> {
  const [row] = await sql<
    {
      encoding: string;
      version: number;
      is_standby: boolean;
      place: string | null;
      path: string;
      database: string;
      role: string;
    }[]
  >`
    select pg_encoding_to_char(encoding) as encoding, current_setting('server_version_num')::int / 10000 as version,
      pg_is_in_recovery() as is_standby, current_schema() as place, current_setting('search_path') as path,
      current_database() as database, current_user as role
    from pg_database where datname = current_database()`;
  if (!row) return "the server does not tell what it is";
  const { encoding, version, is_standby: isStandby, place, path, database, role } = row;
  if (version < oldestVersion) {
    return `leads to PostgreSQL ${version}; it must be ${oldestVersion} or newer. Upgrade the server`;
  }
  if (encoding !== "UTF8") {
    return (
      `leads to the database "${database}" in the encoding ${encoding}, which cannot hold what people write. ` +
      "Create one in UTF8: create database chatbot encoding 'UTF8' template template0"
    );
  }
  if (isStandby)
    return "leads to a standby, which takes no writes. Name the primary, or both servers as host1,host2";
  if (place !== null && place !== "public") {
    return (
      `leads to the schema "${place}", by the search_path ${path}. The tables are in the schema public. ` +
      `Reset it: alter role "${role}" reset search_path; alter database "${database}" reset search_path; and take it out ` +
      "of the URL's options. To keep other programs' tables apart, use a database of its own"
    );
  }
  return undefined;
}

/** The time of the newest migration in the journal, `undefined` for an empty one, or that it must not be read. */
export async function readJournal(sql: Sql): Promise<number | "hidden" | undefined> {
  try {
    const [{ exists } = { exists: false }] = await sql<{ exists: boolean }[]>`
      select to_regclass('drizzle.__drizzle_migrations') is not null as exists`;
    if (!exists) return undefined;
    const [row] = await sql<{ last: string | null }[]>`
      select max(created_at)::text as last from drizzle.__drizzle_migrations`;
    return row?.last ? Number(row.last) : undefined;
  } catch (error) {
    if (databaseErrorCode(error) === "42501") return "hidden";
    throw error;
  }
}

/** Columns that this version of the product uses and the database lacks, as `table.column`. */
export async function findMissingColumns(sql: Sql): Promise<string[]> {
  const wanted = allTables.flatMap(({ name, columns }) => columns.map((column) => ({ name, column })));
  const rows = await sql<{ missing: string }[]>`
    select t.name || '.' || t.col as missing
    from unnest(${wanted.map(({ name }) => name)}::text[], ${wanted.map(({ column }) => column)}::text[]) as t(name, col)
    where not exists (
      select 1 from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relname = t.name and a.attname = t.col and not a.attisdropped)`;
  return rows.map(({ missing }) => missing);
}

/** Rights on tables that the role at hand lacks, such as `insert on messages`. */
export async function findMissingRights(sql: Sql): Promise<string[]> {
  const rows = await sql<{ missing: string }[]>`
    select lower(r.name) || ' on ' || t.name as missing
    from unnest(${allTables.map(({ name }) => name)}::text[]) with ordinality as t(name, place)
    cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) with ordinality as r(name, place)
    where not has_table_privilege(format('public.%I', t.name), r.name)
      and (t.name <> 'freshness_key' or r.name = 'SELECT')
    order by t.place, r.place`;
  return rows.map(({ missing }) => missing);
}
