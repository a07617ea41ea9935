import { buildIfNeeded } from "./build-if-needed.mjs";
import { installIfNeeded } from "./install-if-needed.mjs";
import { projectRoot, requireNode, run } from "./project.mjs";

requireNode();
await installIfNeeded({ development: true });
await buildIfNeeded();
await bundleBench();
process.exitCode = await run(process.execPath, [
  "--enable-source-maps",
  ".cache/bench/main.js",
  ...process.argv.slice(2),
]);

/** What is measured runs as it does in production: plain JavaScript, without a loader that compiles. */
async function bundleBench() {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [
      "bench/main.ts",
      "bench/processes/probe.ts",
      "bench/processes/model.ts",
      "bench/processes/database.ts",
      "bench/streams/client.ts",
      "bench/floors/relay.ts",
      "bench/floors/bare-page.tsx",
    ],
    outbase: "bench",
    outdir: ".cache/bench",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    jsx: "automatic",
    sourcemap: true,
    logLevel: "warning",
  });
}
