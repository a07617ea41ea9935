import { constants } from "node:fs";
import { chmod, chown, copyFile, lchown, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ServerAccount } from "./server-account.ts";

/** Makes a directory that only the server's account can enter. */
export async function makeOwnedDirectory(path: string, account: ServerAccount | undefined): Promise<void> {
  await mkdir(path);
  await chmod(path, 0o700);
  if (account) await chown(path, account.uid, account.gid);
}

/** Gives a directory and all that is in it to another account; links are given, not followed. */
export async function giveTree(path: string, { uid, gid }: ServerAccount): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) await giveTree(inner, { uid, gid });
    else await lchown(inner, uid, gid);
  }
  await lchown(path, uid, gid);
}

/**
 * Replaces a file as a whole, readable by the server's account only. It never writes through a link: the
 * account must not be able to lend itself root's rights.
 */
export async function writeOwnedFile(
  path: string,
  content: string,
  account: ServerAccount | undefined,
): Promise<void> {
  const draft = `${path}.draft`;
  await rm(draft, { force: true });
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(content);
    if (account) await file.chown(account.uid, account.gid);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** A file that has gone in the meantime, as a running server's may, is left out. */
export async function copyOwnedFile(
  from: string,
  to: string,
  account: ServerAccount | undefined,
): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw error;
  }
  if (account) await lchown(to, account.uid, account.gid);
}
