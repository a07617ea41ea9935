import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { explainFailure } from "./embedded-postgres-error.ts";
import { findServerAccount, type ServerAccount } from "./server-account.ts";
import { serverEnvironment } from "./server-environment.ts";

export interface DataRoot {
  /** Absolute, without links. */
  path: string;
  account: ServerAccount | undefined;
}

/**
 * Makes the directory that holds both servers. Under root it may lie where the servers' account cannot reach
 * it, such as below a private home directory; then a directory below `/var/lib/chatbot` takes its place.
 * @throws EmbeddedPostgresError when it cannot be made or belongs to somebody else
 */
export function prepareDataRoot(wantedDir: string, log: (message: string) => void): DataRoot {
  const wanted = openDirectory(wantedDir);
  if (!wanted.account || canEnter(wanted.path, wanted.account)) return wanted;
  const hash = createHash("sha256").update(wanted.path).digest("hex").slice(0, 12);
  const substitute = openDirectory(`/var/lib/chatbot/${hash}`);
  log(`PostgreSQL's account cannot reach ${wanted.path}, so the data are in ${substitute.path}`);
  return substitute;
}

function openDirectory(dir: string): DataRoot {
  try {
    const firstMade = mkdirSync(dir, { recursive: true, mode: 0o755 });
    if (firstMade && process.geteuid?.() === 0) openToAll(firstMade, dir);
    const path = realpathSync(dir);
    return { path, account: findServerAccount(join(path, "primary")) };
  } catch (error) {
    throw explainFailure(`The data directory ${dir} cannot be used`, error);
  }
}

/** A strict umask made the new directories private. Only those are opened to the servers, none that was there before. */
function openToAll(firstMade: string, last: string): void {
  for (let dir = last; dir.length >= firstMade.length; dir = dirname(dir)) chmodSync(dir, 0o755);
}

function canEnter(dir: string, account: ServerAccount): boolean {
  try {
    execFileSync("/bin/sh", ["-c", 'cd "$1"', "sh", dir], {
      ...account,
      cwd: "/",
      env: serverEnvironment,
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}
