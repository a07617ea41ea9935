import postgres from "postgres";
import { onTestFinished } from "vitest";
import { requireWorkerCluster } from "./database-cluster.ts";

/** Lets the standby show each commit only this much later, until the test ends. */
export async function delayReplay(delayMs: number): Promise<void> {
  const reset = await onStandby(async (sql) => {
    await sql.unsafe(`alter system set recovery_min_apply_delay = ${delayMs}`);
    await sql`select pg_reload_conf()`;
    return () =>
      sql.unsafe("alter system reset recovery_min_apply_delay").then(() => sql`select pg_reload_conf()`);
  });
  onTestFinished(reset);
}

/** Freezes what the standby shows; `resume` is also called when the test ends. */
export async function pauseReplay(): Promise<{ resume: () => Promise<void> }> {
  const resume = await onStandby(async (sql) => {
    await sql`select pg_wal_replay_pause()`;
    return () => sql`select pg_wal_replay_resume()`;
  });
  onTestFinished(resume);
  return { resume };
}

/** Makes a change on the standby; what comes back takes it away, once. */
async function onStandby(
  change: (sql: postgres.Sql) => Promise<() => PromiseLike<unknown>>,
): Promise<() => Promise<void>> {
  const cluster = await requireWorkerCluster();
  const sql = postgres(cluster.urlOf(cluster.standby, "postgres"), { max: 1, onnotice: () => undefined });
  const takeBack = await change(sql);
  let taken: Promise<void> | undefined;
  return () =>
    (taken ??= (async () => {
      await takeBack();
      await sql.end({ timeout: 1 });
    })());
}
