import type { BenchPage } from "./open-browser.ts";
import { readHeap } from "./open-browser.ts";

const wantedRows = 300;
const maxPages = 20;

export interface RowFigures {
  rows: number;
  elements: number;
  /** Elements, texts and comments that are in the page. */
  nodes: number;
  heapBytes: number;
}

/** Pages up in a long conversation until as many rows are shown as ever are. */
export async function fillRows({ page }: BenchPage): Promise<void> {
  for (let step = 0; step < maxPages; step += 1) {
    const count = await page.locator(".message-row").count();
    if (count >= wantedRows) return;
    await page.locator("[role=log]").evaluate((list) => list.scrollTo(0, 0));
    await page.locator(".message-row").nth(count).waitFor({ state: "attached" });
  }
  throw new Error(`${wantedRows} rows were never shown`);
}

export async function readRows({ page, cdp }: BenchPage): Promise<RowFigures> {
  const counts = await page.evaluate(() => {
    const walker = document.createTreeWalker(document);
    let nodes = 1;
    while (walker.nextNode()) nodes += 1;
    return {
      rows: document.querySelectorAll(".message-row").length,
      elements: document.querySelectorAll("*").length,
      nodes,
    };
  });
  return { ...counts, heapBytes: await readHeap(cdp) };
}
