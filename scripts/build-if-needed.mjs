import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withCheckoutLock } from "./checkout-lock.mjs";
import { projectRoot, requireSuccess, runScript } from "./project.mjs";

const stampPath = join(projectRoot, "build/inputs.sha256");
/** Everything that the build reads. */
const inputs = [
  "app",
  "db",
  "embedded",
  "patches",
  "public",
  "server.ts",
  "package.json",
  "package-lock.json",
  "remix.config.js",
  "tsconfig.json",
  "vite.config.ts",
  "scripts/build-if-needed.mjs",
];

/** Whether the build was made from the sources as they are now. */
export function isBuilt() {
  return existsSync(stampPath) && readFileSync(stampPath, "utf8") === hashInputs();
}

/** Builds when there is no build of the present sources. */
export async function buildIfNeeded() {
  if (isBuilt()) return;
  await withCheckoutLock(async () => {
    if (!isBuilt()) await build({ quiet: true });
  });
}

/**
 * Builds the pages with Remix and the server with esbuild.
 * @param {{ quiet?: boolean }} options whether the tools' own words are shown only when they fail
 */
export async function build({ quiet = false } = {}) {
  const progress = "Building ...";
  console.log(progress);
  const hash = hashInputs();
  // A build that is broken off must not pass for a complete one.
  rmSync(stampPath, { force: true });
  const env = { NODE_ENV: "production" };
  requireSuccess(
    await runScript("@remix-run/dev/dist/cli.js", ["vite:build", "--logLevel", "warn"], {
      env,
      progress,
      quiet,
    }),
    "The build of the pages",
  );
  await bundleServer();
  mkdirSync(join(projectRoot, "build"), { recursive: true });
  writeFileSync(stampPath, hash);
}

async function bundleServer() {
  const { build: bundle } = await import("esbuild");
  await bundle({
    absWorkingDir: projectRoot,
    // The migration command stands alone, for a job that runs before the servers.
    entryPoints: { main: "server.ts", migrate: "db/migrate-cli.ts" },
    outdir: "build",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
  });
}

/** By content, not by time: a switch of branches and back needs no build, a deleted file needs one. */
function hashInputs() {
  const hash = createHash("sha256");
  for (const path of inputs.flatMap((input) => listFiles(input))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(projectRoot, path)))
      .update("\0");
  }
  return hash.digest("hex");
}

function listFiles(path) {
  const entries = listDirectory(path);
  if (!entries) return existsSync(join(projectRoot, path)) ? [path] : [];
  return entries
    .filter((name) => !/\.test\.tsx?$/.test(name))
    .sort()
    .flatMap((name) => listFiles(`${path}/${name}`));
}

function listDirectory(path) {
  try {
    return readdirSync(join(projectRoot, path));
  } catch (error) {
    if (error.code === "ENOTDIR" || error.code === "ENOENT") return undefined;
    throw error;
  }
}
