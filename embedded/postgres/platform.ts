import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

/** What to do where the embedded servers cannot run. */
export const ownServerRemedy =
  "Set POSTGRES_PRIMARY_URL (and POSTGRES_STANDBY_URL, if there is one) to servers of your own.";

/** Those for which there is a package of PostgreSQL's programs among our dependencies. */
const supportedPlatforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64"];

/**
 * The name of this platform as the packages write it.
 * @throws EmbeddedPostgresError when there are no programs for it
 */
export function requirePlatform(system: string = process.platform, processor: string = process.arch): string {
  const platform = `${system}-${processor}`;
  if (supportedPlatforms.includes(platform)) return platform;
  throw new EmbeddedPostgresError(
    system === "win32"
      ? "The embedded PostgreSQL does not run on Windows: start the program in WSL (wsl --install), or set POSTGRES_PRIMARY_URL to a PostgreSQL of your own."
      : `There is no embedded PostgreSQL for ${platform}. ${ownServerRemedy}`,
  );
}
