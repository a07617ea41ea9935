import postgres from "postgres";

/**
 * Sends a signal to one process of the server behind the address, wherever that runs: the server does it itself.
 * @param url of a superuser
 * @param pid as `pg_stat_activity` tells it
 */
export async function signalServerProcess(
  url: string,
  pid: number,
  signal: "KILL" | "STOP" | "CONT",
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    // A program that does not read what it is given ends the statement with a broken pipe now and then.
    await sql.unsafe(`copy (select 1) to program 'cat >/dev/null; kill -${signal} ${Math.trunc(pid)}'`);
  } catch (error) {
    // The server ends all sessions when one of its processes is killed.
    if (signal !== "KILL") throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
