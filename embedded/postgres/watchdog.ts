import { spawn } from "node:child_process";
import { Socket } from "node:net";
import type { ServerAccount } from "./server-account.ts";
import { serverEnvironment } from "./server-environment.ts";

/**
 * Shuts a server down when this process ends in whatever way, `kill -9` included: a shell waits for the end of
 * a pipe that only this process holds open, then asks the postmaster for a fast shutdown.
 * @returns a function that ends the watch
 */
export function watchOver(postmasterPid: number, account: ServerAccount | undefined): () => void {
  const shell = spawn("/bin/sh", ["-c", 'read -r _; kill -INT "$1"', "sh", String(postmasterPid)], {
    ...account,
    cwd: "/",
    env: serverEnvironment,
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without it a killed process merely leaves its server running until the next start, which stops it.
  shell.on("error", () => undefined);
  shell.stdin.on("error", () => undefined);
  shell.unref();
  // The types call it a plain stream.
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return () => shell.kill("SIGKILL");
}
