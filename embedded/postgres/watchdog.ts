import { spawn } from "node:child_process";
import type { ServerAccount } from "./server-account.ts";

/**
 * Shuts a server down when this process ends in whatever way, `kill -9` included: a shell waits for the end of
 * a pipe that only this process holds open, then asks the postmaster for a fast shutdown.
 * @returns a function that ends the watch
 */
export function watchOver(postmasterPid: number, account: ServerAccount | undefined): () => void {
  const shell = spawn("/bin/sh", ["-c", 'read -r _; kill -INT "$1"', "sh", String(postmasterPid)], {
    ...account,
    cwd: "/",
    env: {},
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without it a killed process merely leaves its server running until the next start, which stops it.
  shell.on("error", () => undefined);
  shell.stdin.on("error", () => undefined);
  shell.unref();
  unrefPipe(shell.stdin);
  return () => shell.kill("SIGKILL");
}

/** The types of Node call it a plain stream, but it is a socket. */
function unrefPipe(pipe: object): void {
  if ("unref" in pipe && typeof pipe.unref === "function") pipe.unref();
}
