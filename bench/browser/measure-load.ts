import type { Browser } from "@playwright/test";
import { median } from "../report/statistics.ts";
import { openPage, type BenchPage } from "./open-browser.ts";

export interface LoadFigures {
  /** Of all scripts, as they came over the wire (gzip: browsers take no Brotli over plain http), in bytes. */
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

async function load({ page, cdp }: BenchPage, url: string, selector: string): Promise<LoadFigures> {
  /** The size of their heads, by request. */
  const scripts = new Map<string, number>();
  let scriptBytes = 0;
  await cdp.send("Network.enable");
  cdp.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script") scripts.set(requestId, response.encodedDataLength);
  });
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const headBytes = scripts.get(requestId);
    if (headBytes !== undefined) scriptBytes += encodedDataLength - headBytes;
  });
  await page.goto(url);
  await page.locator(selector).first().waitFor();
  await page.waitForLoadState("networkidle");
  const { firstPaintMs, elements } = await page.evaluate(() => ({
    firstPaintMs: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
    elements: document.querySelectorAll("*").length,
  }));
  return { scriptBytes, firstPaintMs, elements };
}
