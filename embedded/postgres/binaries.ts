import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cacheBinaries, listCacheDirs } from "./binaries-cache.ts";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { ownServerRemedy, requirePlatform } from "./platform.ts";
import type { ServerAccount } from "./server-account.ts";
import { serverEnvironment } from "./server-environment.ts";

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** As in the file PG_VERSION of a data directory, for example `18`. */
  majorVersion: string;
}

/**
 * Finds the PostgreSQL programs that npm installed for this platform. Where the server's account cannot run
 * them in their place, or npm's install script did not run, a complete copy is made in a cache.
 * @throws EmbeddedPostgresError when this platform has none, or they do not run here
 */
export async function findBinaries(
  account: ServerAccount | undefined,
  log: (message: string) => void,
): Promise<PostgresBinaries> {
  const packageDir = requirePackageDir();
  const version = readVersion(packageDir);
  hydrateLinks(packageDir);
  let nativeDir = join(packageDir, "native");
  if (findLinkFault(packageDir) || findRunFault(nativeDir, account)) {
    nativeDir = await cacheBinaries({
      packageDir,
      cacheDirs: listCacheDirs(version),
      log,
      isUsable: (copy) => !findRunFault(copy, account),
    });
  }
  const fault = findRunFault(nativeDir, account);
  if (fault) {
    throw new EmbeddedPostgresError(
      `The PostgreSQL programs of ${nativeDir} do not run on this system: ${fault}\n${ownServerRemedy}`,
    );
  }
  const [majorVersion = version] = version.split(".");
  return { initdb: join(nativeDir, "bin/initdb"), postgres: join(nativeDir, "bin/postgres"), majorVersion };
}

/** The programs of a PostgreSQL that is installed on this system. @throws Error when they do not run */
export function findInstalledBinaries(binDir: string): PostgresBinaries {
  const postgres = join(binDir, "postgres");
  const told = execFileSync(postgres, ["--version"], { encoding: "utf8", env: serverEnvironment });
  const majorVersion = /\(PostgreSQL\) (\d+)/.exec(told)?.[1];
  if (majorVersion === undefined) throw new EmbeddedPostgresError(`${postgres} is no PostgreSQL: ${told}`);
  return { initdb: join(binDir, "initdb"), postgres, majorVersion };
}

function requirePackageDir(): string {
  const packageName = `@embedded-postgres/${requirePlatform()}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The optional package ${packageName} is not installed. ` +
        `Run \`npm ci --include=optional\`. ${ownServerRemedy}`,
      { cause: error },
    );
  }
}

function readVersion(packageDir: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8"));
  if (manifest && typeof manifest === "object" && "version" in manifest) return String(manifest.version);
  throw new EmbeddedPostgresError(`${packageDir}/package.json names no version: install the packages anew.`);
}

/** npm packages hold no links: the package's own install script makes them, unless scripts were blocked. */
function hydrateLinks(packageDir: string): void {
  if (!findLinkFault(packageDir)) return;
  execFileSync(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: packageDir, stdio: "ignore" });
}

function findLinkFault(packageDir: string): string | undefined {
  const listPath = join(packageDir, "native/pg-symlinks.json");
  if (!existsSync(listPath)) return undefined;
  const links: unknown = JSON.parse(readFileSync(listPath, "utf8"));
  if (!Array.isArray(links)) return undefined;
  return links
    .map((link: unknown) =>
      link && typeof link === "object" && "target" in link ? String(link.target) : undefined,
    )
    .find((target) => target && !existsSync(join(packageDir, target)));
}

function findRunFault(nativeDir: string, account: ServerAccount | undefined): string | undefined {
  try {
    execFileSync(join(nativeDir, "bin/postgres"), ["--version"], {
      ...account,
      cwd: "/",
      env: serverEnvironment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
