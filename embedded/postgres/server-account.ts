import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

/** The system account that the servers run as, when it is not this process's own. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/** User ids that systems give to nobody: above people's, below those of containers and of systemd. */
const firstFreeUid = 30_000;
const freeUids = 29_000;

/**
 * PostgreSQL refuses to run as root, so root lends it the owner of the existing data, or else a user id of its own,
 * made from the directory's name: what belongs to `nobody` can be read by every other service that runs as that.
 * @returns undefined when this process is not root: the servers then run as its own user
 * @throws EmbeddedPostgresError when the existing data belong to somebody whom this process cannot become
 */
export function findServerAccount(primaryDir: string): ServerAccount | undefined {
  const ownUid = process.geteuid?.();
  const owner = statSync(primaryDir, { throwIfNoEntry: false });
  if (ownUid !== 0) {
    if (owner !== undefined && owner.uid !== ownUid) throw foreignData(primaryDir, owner.uid, ownUid);
    return undefined;
  }
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const own = ownAccount(primaryDir);
  return canBecome(own) ? own : namedAccount();
}

/** Whoever makes the first files must have a name in the system: `initdb` looks its user up and ends without one. */
export function namedAccount(wanted?: ServerAccount): ServerAccount {
  const entries = passwdEntries();
  if (wanted && entries.some(({ uid }) => uid === wanted.uid)) return wanted;
  const nobody = entries.find(({ name }) => name === "nobody");
  if (nobody) return { uid: nobody.uid, gid: nobody.gid };
  throw new EmbeddedPostgresError(
    "PostgreSQL does not run as root, and this system has no account nobody to run it as. " +
      "Start as an ordinary user, or set POSTGRES_PRIMARY_URL to a server of your own.",
  );
}

function ownAccount(primaryDir: string): ServerAccount {
  const taken = new Set(passwdEntries().map(({ uid }) => uid));
  let uid = firstFreeUid + (createHash("sha256").update(primaryDir).digest().readUInt32BE() % freeUids);
  while (taken.has(uid)) uid += 1;
  return { uid, gid: uid };
}

/** In some containers only a few user ids can be taken. */
function canBecome(account: ServerAccount): boolean {
  return spawnSync("/bin/sh", ["-c", ":"], { ...account, cwd: "/", stdio: "ignore" }).status === 0;
}

function passwdEntries(): { name: string | undefined; uid: number; gid: number }[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

function foreignData(dir: string, ownerUid: number, ownUid: number | undefined): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The database in ${dir} belongs to user id ${ownerUid}, but this process runs as user id ${ownUid}. ` +
      "Start as the user who owns the data, or set DATA_DIR to another directory.",
  );
}
