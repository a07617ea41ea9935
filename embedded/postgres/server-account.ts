import { readFileSync, statSync } from "node:fs";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

/** The system account that the servers run as, when it is not this process's own. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root, so root lends it the owner of the existing data, or else `nobody`.
 * @returns undefined when this process is not root: the servers then run as its own user
 * @throws EmbeddedPostgresError when the existing data belong to somebody whom this process cannot become
 */
export function findServerAccount(primaryDir: string): ServerAccount | undefined {
  const ownUid = process.geteuid?.();
  const ownerUid = statSync(primaryDir, { throwIfNoEntry: false })?.uid;
  if (ownUid !== 0) {
    if (ownerUid !== undefined && ownerUid !== ownUid) throw foreignData(primaryDir, ownerUid, ownUid);
    return undefined;
  }
  const wanted = ownerUid === undefined || ownerUid === 0 ? "nobody" : ownerUid;
  const account = findPasswdEntry(wanted);
  if (account) return account;
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and this system has no account ${wanted} to run it as. ` +
      "Start as an ordinary user, or set POSTGRES_PRIMARY_URL to a server of your own.",
  );
}

/** PostgreSQL looks its user up and ends when there is no entry. */
function findPasswdEntry(nameOrUid: string | number): ServerAccount | undefined {
  const entries = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const entry = entries.find(([name, , uid]) =>
    typeof nameOrUid === "string" ? name === nameOrUid : Number(uid) === nameOrUid,
  );
  return entry && { uid: Number(entry[2]), gid: Number(entry[3]) };
}

function foreignData(dir: string, ownerUid: number, ownUid: number | undefined): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The database in ${dir} belongs to user id ${ownerUid}, but this process runs as user id ${ownUid}. ` +
      "Start as the user who owns the data, or set DATA_DIR to another directory.",
  );
}
