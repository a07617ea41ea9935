import type { Page } from "@playwright/test";
import { percentile } from "../report/statistics.ts";
import { readMetrics, type BenchPage } from "./open-browser.ts";

/** Of the main thread while an answer streams and the person types. */
export interface StreamFigures {
  /** The part of the time that it spent in tasks, by the clock: others on the machine make it more. */
  busy: number;
  /** The same in CPU time. */
  cpu: number;
  typingP95Ms: number;
  keys: number;
}

const measuredSeconds = 12;
const keyIntervalMs = 120;

/** Asks, and measures while the answer grows; with `types` the next message is typed meanwhile. */
export async function measureStream(
  { page, cdp }: BenchPage,
  { question, types }: { question: string; types: boolean },
): Promise<StreamFigures> {
  const field = page.getByRole("textbox", { name: "Message", exact: true });
  await field.fill(question);
  await field.press("Enter");
  await page.locator(".answer[data-status=streaming] .markdown").waitFor();
  await page.evaluate(watchKeys);
  const before = await readMetrics(cdp);
  if (types) await typeAlong(page);
  else await page.waitForTimeout(measuredSeconds * 1000);
  const after = await readMetrics(cdp);
  const latencies = await page.evaluate(() => (window as { keyLatencies?: number[] }).keyLatencies ?? []);
  const passed = (name: string) => (after.get(name) ?? NaN) - (before.get(name) ?? NaN);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.locator(".answer[data-status=stopped]").last().waitFor();
  await field.fill("");
  return {
    busy: passed("TaskDuration") / passed("Timestamp"),
    cpu: passed("ThreadTime") / passed("Timestamp"),
    typingP95Ms: percentile(latencies, 0.95),
    keys: latencies.length,
  };
}

async function typeAlong(page: Page): Promise<void> {
  const giveUpAt = performance.now() + measuredSeconds * 1000;
  while (performance.now() < giveUpAt) await page.keyboard.type("typing ", { delay: keyIntervalMs });
}

/** From the press of a key to the frame that shows it, by the page's own clock. */
function watchKeys(): void {
  const latencies: number[] = [];
  Object.assign(window, { keyLatencies: latencies });
  document.addEventListener("input", (event) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => latencies.push(performance.now() - event.timeStamp);
      port2.postMessage(undefined);
    });
  });
}
