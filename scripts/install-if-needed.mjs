import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { withCheckoutLock } from "./checkout-lock.mjs";
import { projectRoot, requireSuccess, runNpm, runScript } from "./project.mjs";

const lockFile = join(projectRoot, "package-lock.json");
/** npm writes it when an installation is complete. */
const npmMark = join(projectRoot, "node_modules/.package-lock.json");
const ownMark = join(projectRoot, "node_modules/.installed-package-lock.sha256");
/** Stand for the packages that only building and testing need. */
const developmentPackages = ["vite", "esbuild", "typescript", "vitest"];

/**
 * Installs the locked packages when they are missing or of another package-lock.json.
 * @param {{ development: boolean }} needs whether those for building and testing are needed too
 */
export async function installIfNeeded({ development }) {
  if (isInstalled(development)) return;
  await withCheckoutLock(async () => {
    if (!isInstalled(development)) await install();
  });
}

async function install() {
  const progress = "Installing the locked packages, once; it takes about a minute ...";
  console.log(progress);
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  requireSuccess(await runNpm(args, { progress }), "npm ci");
  // npm runs it too, unless install scripts are switched off; a second run changes nothing.
  requireSuccess(await runScript("patch-package/index.js", ["--error-on-fail"]), "patch-package");
  writeFileSync(ownMark, hashLockFile());
}

function isInstalled(development) {
  if (!existsSync(npmMark)) return false;
  if (
    development &&
    !developmentPackages.every((name) => existsSync(join(projectRoot, "node_modules", name)))
  ) {
    return false;
  }
  if (existsSync(ownMark) && readFileSync(ownMark, "utf8") === hashLockFile()) return true;
  // Somebody ran npm by hand after the lock file came to be as it is.
  return statSync(npmMark).mtimeMs >= statSync(lockFile).mtimeMs;
}

function hashLockFile() {
  return createHash("sha256").update(readFileSync(lockFile)).digest("hex");
}
