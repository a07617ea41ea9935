import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { pickFreePort } from "#embedded/postgres/free-ports.ts";
import { isInstalled } from "./is-installed.ts";

const program = ["/usr/sbin/pgbouncer", "/opt/homebrew/bin/pgbouncer", "/usr/local/bin/pgbouncer"].find(
  (path) => existsSync(path),
);

/** Whether PgBouncer is installed here (Debian: `apt-get install pgbouncer`). */
export const hasPgBouncer = isInstalled(
  program !== undefined,
  "PgBouncer (Debian: apt-get install pgbouncer)",
);

/**
 * PgBouncer in transaction mode before the server of `url`, with few connections, so that sessions are surely shared.
 * Ends with the test.
 * @returns the same database through it, with the option that the product needs there
 */
export async function startPgBouncer(url: string): Promise<string> {
  if (program === undefined) throw new Error("PgBouncer is not installed.");
  const dir = await mkdtemp(join(tmpdir(), "chatbot-pgbouncer-"));
  const account = findAccount();
  const port = await pickFreePort();
  const { hostname, port: serverPort, username, password } = new URL(url);
  const file = join(dir, "pgbouncer.ini");
  await writeFile(
    file,
    [
      "[databases]",
      `* = host=${hostname} port=${serverPort} user=${username} password=${decodeURIComponent(password)}`,
      "[pgbouncer]",
      "pool_mode = transaction",
      "listen_addr = 127.0.0.1",
      `listen_port = ${port}`,
      "unix_socket_dir =",
      "auth_type = any",
      "max_client_conn = 500",
      "default_pool_size = 5",
      "",
    ].join("\n"),
  );
  await chmod(dir, 0o755);
  if (account) await chown(dir, account.uid, account.gid);
  const child = spawn(program, ["-q", file], { ...account, stdio: "ignore" });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    await rm(dir, { recursive: true, force: true });
  });
  await waitUntilOpen(port);
  const through = new URL(url);
  through.host = `127.0.0.1:${port}`;
  through.searchParams.set("prepare", "false");
  return through.href;
}

/** It refuses to run as root. */
function findAccount(): { uid: number; gid: number } | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

async function waitUntilOpen(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const socket = net.connect(port, "127.0.0.1");
    const isOpen = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "close").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`PgBouncer does not listen on port ${port}.`);
}
