import type { Page } from "@playwright/test";

/** Every state of the first answer's text that the page shows, one look per frame, until the answer is over. */
export function watchGrowth(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const stages: string[] = [];
    for (;;) {
      const answer = document.querySelector<HTMLElement>("article[aria-label=Assistant]");
      const text = answer?.querySelector(".markdown")?.textContent ?? "";
      if (text !== (stages.at(-1) ?? "")) stages.push(text);
      if (answer && answer.dataset["status"] !== "streaming") return stages;
      await new Promise(requestAnimationFrame);
    }
  });
}
