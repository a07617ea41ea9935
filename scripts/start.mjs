import { buildIfNeeded, isBuilt } from "./build-if-needed.mjs";
import { installIfNeeded } from "./install-if-needed.mjs";
import { endWithNpm, requireNode } from "./project.mjs";

requireNode();
endWithNpm();
await installIfNeeded({ development: !isBuilt() });
await buildIfNeeded();
process.setSourceMapsEnabled(true);
await import("../build/main.js");
