import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { appendFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PostgresBinaries } from "./binaries.ts";
import type { DataRoot } from "./data-root.ts";
import { EmbeddedPostgresError, explainFailure } from "./embedded-postgres-error.ts";
import { giveTree, makeOwnedDirectory, writeOwnedFile } from "./owned-files.ts";
import { namedAccount } from "./server-account.ts";
import { settingsFile, superuser, type ServerSettings } from "./server-settings.ts";
import { serverEnvironment } from "./server-environment.ts";

interface InitOptions {
  log: (message: string) => void;
  settings?: ServerSettings;
}

/**
 * Makes the primary's directory where there is none yet. One that was begun and not finished is begun anew.
 * @returns the password of the one role, which is kept beside the servers' directories
 * @throws EmbeddedPostgresError also when the existing directory is none of ours or of another major version
 */
export async function initPrimary(
  root: DataRoot,
  binaries: PostgresBinaries,
  options: InitOptions,
): Promise<string> {
  const dir = join(root.path, "primary");
  const passwordPath = join(root.path, "password");
  if (existsSync(dir)) {
    requireUsable(dir, binaries.majorVersion);
    return readPassword(passwordPath);
  }
  options.log("Creating the PostgreSQL data directory");
  try {
    return await create(dir, passwordPath, root, binaries, options.settings);
  } catch (error) {
    throw explainFailure(`The PostgreSQL data directory ${dir} could not be created`, error);
  }
}

async function create(
  dir: string,
  passwordPath: string,
  { account }: DataRoot,
  binaries: PostgresBinaries,
  settings: ServerSettings = {},
): Promise<string> {
  const password = randomBytes(24).toString("hex");
  // Only this process reads it: no server needs the file, and other programs of the servers' account must not.
  await writeOwnedFile(passwordPath, password, undefined);
  const draft = `${dir}.partial`;
  await rm(draft, { recursive: true, force: true });
  const maker = account && namedAccount(account);
  await makeOwnedDirectory(draft, maker);
  const options = ["-D", draft, `--username=${superuser}`, "--pwfile=/dev/stdin", "--encoding=UTF8"];
  const locale =
    Number(binaries.majorVersion) >= 17
      ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
      : ["--locale=C.UTF-8"];
  const access = ["--auth-host=scram-sha-256", "--auth-local=scram-sha-256"];
  const haste = settings["fsync"] === "off" ? ["--no-sync"] : [];
  const command = [binaries.initdb, ...options, ...locale, ...access, ...haste];
  // Through a pipe of the shell's: what Node gives a child to read is a socket, which cannot be opened by name.
  const run = promisify(execFile)("/bin/sh", ["-c", 'cat | "$@"', "sh", ...command], {
    ...maker,
    cwd: "/",
    env: serverEnvironment,
  });
  run.child.stdin?.end(password);
  await run;
  if (account && account.uid !== maker?.uid) await giveTree(draft, account);
  await appendFile(join(draft, "postgresql.conf"), `\ninclude_if_exists = '${settingsFile}'\n`);
  await rename(draft, dir);
  return password;
}

function requireUsable(dir: string, majorVersion: string): void {
  const found = readIfThere(join(dir, "PG_VERSION"))?.trim();
  if (found === undefined) {
    throw new EmbeddedPostgresError(
      `${dir} is not a PostgreSQL data directory. Move it away, or set DATA_DIR to another directory.`,
    );
  }
  if (found === majorVersion) return;
  throw new EmbeddedPostgresError(
    `The database in ${dir} was made by PostgreSQL ${found}, this program brings PostgreSQL ${majorVersion}. ` +
      "Start the older release of this program and export the conversations, then move the directory away.",
  );
}

function readPassword(path: string): string {
  const password = readIfThere(path)?.trim();
  if (password) return password;
  throw new EmbeddedPostgresError(
    `The database's password file ${path} is missing. Put it back from a copy of the data directory.`,
  );
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw explainFailure(`${path} cannot be read`, error);
  }
}
