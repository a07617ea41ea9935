import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Locator, type Page, type TestInfo } from "@playwright/test";
import { expect, test as base } from "./fixtures.ts";
import { isShrunk, shrinkPng } from "./small-png.ts";

/** Where the stored pictures were taken. */
const originFile = fileURLToPath(new URL("../pictures/taken-with.json", import.meta.url));
const fontsFile = fileURLToPath(new URL("fonts.conf", import.meta.url));

/** A name without slashes; the colours are added to it. */
export type TakePicture = (name: string, of: Page | Locator, options?: PictureOptions) => Promise<void>;

interface PictureOptions {
  clip?: { x: number; y: number; width: number; height: number };
  /** The colours that are shown, where they are not the test's. */
  scheme?: "light" | "dark";
}

/**
 * For tests that compare pictures: the same person and fonts everywhere.
 *
 * Chromium draws a page the same, pixel by pixel, as long as it is the same Chromium with the same fonts. Another
 * version may set the edges of some letters a little differently; the comparison does not count what looks like the
 * smoothing of an edge. Beyond that a pixel counts when it is off by about 13 of 256 levels of brightness
 * (`threshold`), and 0.1 % of a picture may: a dot of 8 pixels in a box of 200 × 320.
 */
export const test = base.extend<{ takePicture: TakePicture; isKnownOrigin: undefined }>({
  launchOptions: [
    async ({ launchOptions }, provide) => {
      await provide({
        ...launchOptions,
        args: [...(launchOptions.args ?? []), "--font-render-hinting=none", "--force-color-profile=srgb"],
        env: { ...definedEnv(), FONTCONFIG_FILE: fontsFile },
      });
    },
    { scope: "worker" },
  ],
  extraHTTPHeaders: async ({ user }, provide) =>
    provide({
      "X-Forwarded-User": user,
      "X-Forwarded-Preferred-Username": "Ada Lovelace",
      "X-Forwarded-Email": "ada@example.org",
    }),
  isKnownOrigin: [
    async ({ browser }, provide, testInfo) => {
      await requireOrigin(browser.version(), testInfo);
      await provide(undefined);
    },
    { auto: true },
  ],
  takePicture: async ({ colorScheme }, provide, testInfo) => {
    await provide(async (name, of, { scheme, ...options } = {}) => {
      const file = `${name}-${scheme ?? colorScheme ?? "light"}.png`;
      // What is pointed at looks different, and what was clicked last is still pointed at.
      await ("page" in of ? of.page() : of).mouse.move(0, 0);
      await expect.soft(of).toHaveScreenshot(file, { threshold: 0.05, maxDiffPixelRatio: 0.001, ...options });
      await shrink(testInfo.snapshotPath(file, { kind: "screenshot" }));
    });
  },
});

export { expect };

/** A phone, a tablet, a laptop, a large screen. */
export const screens = [
  { width: 360, height: 740 },
  { width: 768, height: 900 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1000 },
] as const;

/** Skips the test where the pictures would differ for reasons that are not the product's: a new Chromium is no defect. */
async function requireOrigin(version: string, testInfo: TestInfo): Promise<void> {
  const here = { platform: `${process.platform}-${process.arch}`, chromium: Number.parseInt(version, 10) };
  const isUpdate = ["all", "changed"].includes(testInfo.config.updateSnapshots);
  if (isUpdate) return writeFile(originFile, `${JSON.stringify(here, null, 2)}\n`);
  const origin: unknown = existsSync(originFile) ? JSON.parse(await readFile(originFile, "utf8")) : undefined;
  if (JSON.stringify(origin) === JSON.stringify(here)) return;
  const why = `the pictures were taken with ${JSON.stringify(origin)}, here is ${JSON.stringify(here)}`;
  console.log(`Skipped: ${why}.`);
  testInfo.skip(true, why);
}

/** What was stored just now is stored in a smaller form. */
async function shrink(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const png = await readFile(path);
  if (!isShrunk(png)) await writeFile(path, shrinkPng(png));
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
