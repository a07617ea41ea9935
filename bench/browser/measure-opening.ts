import type { Browser, Page } from "@playwright/test";
import { median } from "../report/statistics.ts";
import { openPage } from "./open-browser.ts";

export interface OpeningFigures {
  /** From the request to the page being alive and at its end. */
  openMs: number;
  elements: number;
}

export interface OpeningTarget {
  url: string;
  user?: string;
  /** Shown once the page is alive. */
  selector: string;
}

/** Opens each address again and again in turns, its files being in the cache; medians in the order of the targets. */
export async function measureOpening(
  browser: Browser,
  targets: readonly OpeningTarget[],
  repetitions: number,
): Promise<OpeningFigures[]> {
  const pages = await Promise.all(targets.map(({ user }) => openPage(browser, user)));
  const taken = targets.map((): OpeningFigures[] => []);
  for (let repetition = 0; repetition <= repetitions; repetition += 1) {
    for (const [index, target] of targets.entries()) {
      const { page } = pages[index] ?? {};
      if (!page) continue;
      const figures = await open(page, target);
      // The first time fills the cache.
      if (repetition > 0) taken[index]?.push(figures);
    }
  }
  await Promise.all(pages.map((opened) => opened.close()));
  return taken.map((figures) => ({
    openMs: median(figures.map(({ openMs }) => openMs)),
    elements: median(figures.map(({ elements }) => elements)),
  }));
}

async function open(page: Page, { url, selector }: OpeningTarget): Promise<OpeningFigures> {
  await page.goto("about:blank");
  const startedAt = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await page.locator(selector).last().waitFor();
  const openMs = performance.now() - startedAt;
  return { openMs, elements: await page.evaluate(() => document.querySelectorAll("*").length) };
}
