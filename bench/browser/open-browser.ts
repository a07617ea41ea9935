import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from "@playwright/test";
import { findChromium } from "../../scripts/find-chromium.mjs";

export interface BenchPage {
  page: Page;
  cdp: CDPSession;
  close(): Promise<void>;
}

/** @throws Error where no Chromium is installed */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await findChromium();
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--enable-precise-memory-info"],
  });
}

/** A page of its own, with nothing cached, as seen by the browser itself. */
export async function openPage(browser: Browser, user?: string): Promise<BenchPage> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    ...(user !== undefined && { extraHTTPHeaders: { "X-Forwarded-User": user } }),
  });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable");
  return { page, cdp, close: () => context.close() };
}

/** Figures of `Performance.getMetrics`: times in seconds, sizes in bytes. */
export async function readMetrics(cdp: CDPSession): Promise<Map<string, number>> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return new Map(metrics.map(({ name, value }) => [name, value]));
}

/** What is used after the garbage is collected, in bytes. */
export async function readHeap(cdp: CDPSession): Promise<number> {
  await cdp.send("HeapProfiler.collectGarbage");
  return (await readMetrics(cdp)).get("JSHeapUsedSize") ?? NaN;
}
