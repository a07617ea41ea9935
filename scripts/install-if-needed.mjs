import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withCheckoutLock } from "./checkout-lock.mjs";
import { projectRoot, requireSuccess, runNpm, runScript } from "./project.mjs";

const lockFile = join(projectRoot, "package-lock.json");
/** npm writes it at the end of an installation: what lies in node_modules. */
const installedFile = join(projectRoot, "node_modules/.package-lock.json");
const patchMark = join(projectRoot, "node_modules/.patches.sha256");

/**
 * Installs the locked packages when some are missing or of another version, and applies our patches to them.
 * @param {{ development: boolean }} needs whether those for building and testing are needed too
 */
export async function installIfNeeded({ development }) {
  if (isReady(development)) return;
  await withCheckoutLock(async () => {
    if (isReady(development)) return;
    if (!isInstalled(development) || arePatchesOutdated()) await install();
    // npm runs it too, unless install scripts are switched off; a second run changes nothing.
    const patching = await runScript("patch-package/index.js", ["--error-on-fail"], { quiet: true });
    requireSuccess(patching, "patch-package");
    writeFileSync(patchMark, hashPatches());
  });
}

async function install() {
  const progress = "Installing the locked packages, once; it takes about a minute ...";
  console.log(progress);
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  requireSuccess(await runNpm(args, { progress }), "npm ci");
}

function isReady(development) {
  return isInstalled(development) && existsSync(patchMark) && !arePatchesOutdated();
}

function isInstalled(development) {
  if (!existsSync(installedFile)) return false;
  const installed = readPackages(installedFile);
  return Object.entries(readPackages(lockFile)).every(([path, wanted]) => {
    if (path === "") return true;
    const found = installed[path];
    if (found) return found.version === wanted.version;
    // Packages for other platforms are locked too.
    return wanted.optional || wanted.devOptional || (wanted.dev && !development);
  });
}

function readPackages(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

/** Patched packages cannot be patched anew: only fresh ones. */
function arePatchesOutdated() {
  return existsSync(patchMark) && readFileSync(patchMark, "utf8") !== hashPatches();
}

function hashPatches() {
  const hash = createHash("sha256");
  const dir = join(projectRoot, "patches");
  for (const name of existsSync(dir) ? readdirSync(dir).sort() : []) {
    hash.update(`${name}\0`).update(readFileSync(join(dir, name)));
  }
  return hash.digest("hex");
}
