import { existsSync } from "node:fs";

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** What to do for the browser tests to run. */
export const chromiumRemedy =
  "install Chromium (apt-get install chromium, or npx playwright install chromium), or set CHROMIUM_PATH";

/** @returns {Promise<string | undefined>} the path of a Chromium */
export async function findChromium() {
  const { CHROMIUM_PATH: wanted } = process.env;
  if (wanted) return existsSync(wanted) ? wanted : undefined;
  const { chromium } = await import("@playwright/test");
  return [...usualPlaces, chromium.executablePath()].find((path) => path && existsSync(path));
}
