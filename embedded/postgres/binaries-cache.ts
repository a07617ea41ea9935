import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { cp, mkdtemp, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

export interface CacheRequest {
  packageDir: string;
  /** Where the copy may lie, best place first. */
  cacheDirs: string[];
  log: (message: string) => void;
  /** Whether the server's account can run the programs of this `native` directory. */
  isUsable: (nativeDir: string) => boolean;
}

/**
 * Copies the programs to a place that the server's account can reach, unless a complete copy is there already.
 * @returns the `native` directory of the copy
 */
export async function cacheBinaries(request: CacheRequest): Promise<string> {
  for (const cacheDir of request.cacheDirs) {
    const nativeDir = join(cacheDir, "native");
    if (isComplete(cacheDir, request)) return nativeDir;
    if (await tryFill(cacheDir, request)) return nativeDir;
  }
  throw new EmbeddedPostgresError(
    `The PostgreSQL programs of ${request.packageDir} cannot be run by the server's account, and no directory ` +
      "was found for a copy. Move the checkout to a place that every user can read, or set POSTGRES_PRIMARY_URL.",
  );
}

/** One place per version. Root prefers a directory that no cleaner of temporary files empties. */
export function listCacheDirs(version: string): string[] {
  const uid = process.geteuid?.() ?? 0;
  const temporary = join(tmpdir(), `chatbot-postgres-${version}-${uid}`);
  return uid === 0 ? [`/var/lib/chatbot/postgres-${version}`, temporary] : [temporary];
}

/** A copy that somebody else could have written is never run. */
function isComplete(cacheDir: string, { packageDir, isUsable }: CacheRequest): boolean {
  try {
    const stats = lstatSync(cacheDir);
    if (!stats.isDirectory() || stats.uid !== process.geteuid?.() || stats.mode & 0o022) return false;
    return countFiles(cacheDir) >= countFiles(packageDir) && isUsable(join(cacheDir, "native"));
  } catch {
    return false; // Not there, or not to be read; an attempt to fill it says why.
  }
}

function countFiles(dir: string): number {
  return readdirSync(dir, { recursive: true }).length;
}

async function tryFill(cacheDir: string, request: CacheRequest): Promise<boolean> {
  let draft: string | undefined;
  try {
    makeParent(dirname(cacheDir));
    draft = await mkdtemp(`${cacheDir}.`);
    chmodSync(draft, 0o755);
    request.log(`Copying the PostgreSQL programs to ${cacheDir}`);
    await cp(request.packageDir, draft, { recursive: true, verbatimSymlinks: true });
    execFileSync(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: draft, stdio: "ignore" });
    rmSync(cacheDir, { recursive: true, force: true });
    await rename(draft, cacheDir);
  } catch (error) {
    request.log(`No copy in ${cacheDir}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    if (draft) rmSync(draft, { recursive: true, force: true });
  }
  // Somebody else may have filled it at the same time: what counts is what is there now.
  return isComplete(cacheDir, request);
}

function makeParent(dir: string): void {
  const firstMade = mkdirSync(dir, { recursive: true, mode: 0o755 });
  if (firstMade) chmodSync(dir, 0o755);
}
