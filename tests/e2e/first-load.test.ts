import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";

/** Of JavaScript compressed with gzip, in bytes: all that a page of prose fetches on a first visit before it is touched. */
const budget = 140_000;

for (const name of ["A new chat", "A conversation", "A shared conversation"]) {
  test(`${name} is alive with no more JavaScript than its budget`, async ({ chat, openElsewhere }) => {
    const id = await chat.converse("/demo echo A **word** and\n\n- a list");
    const path = { "A new chat": "/", "A conversation": `/c/${id}` }[name] ?? (await share(chat.page, id));
    // A browser of its own has nothing cached.
    const { page } = await openElsewhere({});
    const sizes = countScripts(page);
    await page.goto(new URL(path, chat.page.url()).href);
    await expect(page.locator("textarea, h1").first()).toBeVisible();
    await page.waitForLoadState("networkidle");
    const scripts = await Promise.all(sizes);
    const total = scripts.reduce((sum, { bytes }) => sum + bytes, 0);

    expect(scripts.length).toBeGreaterThan(3);
    const list = scripts.map((script) => `${script.bytes} ${script.path}`).join("\n");
    expect(total, `${total} bytes in all:\n${list}`).toBeLessThan(budget);
  });
}

function countScripts(page: Page): Promise<{ path: string; bytes: number }>[] {
  const sizes: Promise<{ path: string; bytes: number }>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    const { pathname: path } = new URL(response.url());
    sizes.push(response.body().then((body) => ({ path, bytes: gzipSync(body).length })));
  });
  return sizes;
}

async function share(page: Page, conversationId: string): Promise<string> {
  await page.goto(`/shares?new=${conversationId}`);
  await page.getByRole("button", { name: "Create link" }).click();
  return (await page.locator("a[href*='/share/']").first().getAttribute("href")) ?? "";
}
