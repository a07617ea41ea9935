import { buildIfNeeded } from "./build-if-needed.mjs";
import { chromiumRemedy, findChromium } from "./find-chromium.mjs";
import { installIfNeeded } from "./install-if-needed.mjs";
import { endWithNpm, requireNode, runScript } from "./project.mjs";

requireNode();
endWithNpm();
await installIfNeeded({ development: true });
const chromiumPath = await findChromium();
if (chromiumPath) {
  await buildIfNeeded();
  process.exitCode = await runScript("@playwright/test/cli.js", ["test", ...process.argv.slice(2)], {
    env: { CHROMIUM_PATH: chromiumPath },
  });
} else {
  console.log(`Skipped: the browser tests, because no Chromium was found. To run them, ${chromiumRemedy}.`);
  if (process.env.CI === "true") process.exitCode = 1;
}
