import { gzipSync } from "node:zlib";
import type { Browser } from "@playwright/test";
import { median } from "../report/statistics.ts";
import { openPage, type BenchPage } from "./open-browser.ts";

export interface LoadFigures {
  /** Of all scripts that were fetched, each compressed with gzip, in bytes. */
  scriptBytes: number;
  firstPaintMs: number;
  elements: number;
}

/** Opens a page with an empty cache and waits until it is alive, which `selector` shows. */
export async function measureLoad(
  browser: Browser,
  { url, user, selector, repetitions }: { url: string; user?: string; selector: string; repetitions: number },
): Promise<LoadFigures> {
  const taken: LoadFigures[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const opened = await openPage(browser, user);
    taken.push(await load(opened, url, selector));
    await opened.close();
  }
  const middle = (figure: keyof LoadFigures) => median(taken.map((of) => of[figure]));
  return {
    scriptBytes: middle("scriptBytes"),
    firstPaintMs: middle("firstPaintMs"),
    elements: middle("elements"),
  };
}

async function load({ page }: BenchPage, url: string, selector: string): Promise<LoadFigures> {
  const scripts: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(url);
  await page.locator(selector).first().waitFor();
  await page.waitForLoadState("networkidle");
  const { firstPaintMs, elements } = await page.evaluate(() => ({
    firstPaintMs: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
    elements: document.querySelectorAll("*").length,
  }));
  const sizes = await Promise.all(scripts);
  return { scriptBytes: sizes.reduce((sum, size) => sum + size, 0), firstPaintMs, elements };
}
