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

test("An answer of prose is read as the server wrote it, and is the same once the page is touched", async ({
  chat,
  openElsewhere,
}) => {
  const id = await chat.converse("/demo echo A **word** and\n\n- a list");
  const reader = await openElsewhere({});
  const { page } = reader;
  const sizes = countScripts(page);
  const fetched = async () => (await Promise.all(sizes)).map(({ path }) => path).join(" ");
  await page.goto(new URL(`/c/${id}`, chat.page.url()).href);
  const answer = page.locator(".answer .markdown").first();
  await expect(answer.locator("strong")).toHaveText("word");
  // It stays while the page around it comes to life and changes.
  await expect(page.locator(".answer .message-tools button").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(await fetched()).not.toContain("rendered-markdown");
  const before = await answer.innerHTML();
  await page.evaluate(() => {
    for (const element of document.querySelectorAll(".answer .markdown"))
      element.setAttribute("data-written", "");
  });
  await page.mouse.move(300, 300);
  await expect(page.locator(".answer [data-written]")).toHaveCount(0);
  expect(await fetched()).toContain("rendered-markdown");
  expect(await answer.innerHTML()).toBe(before);
  await reader.ask("/demo echo And *more*");
  await expect(page.locator(".answer .markdown em")).toHaveText("more");
});

test("An answer that comes to an untouched page is rendered, and those before it stay", async ({
  chat,
  openElsewhere,
}) => {
  const id = await chat.converse("/demo echo A **word**");
  const { page } = await openElsewhere({});
  await page.goto(new URL(`/c/${id}`, chat.page.url()).href);
  await expect(page.locator(".answer .message-tools button").first()).toBeVisible();
  await chat.ask("/demo echo And *more*");
  await expect(page.locator(".answer .markdown em")).toHaveText("more");
  await expect(page.locator(".answer .markdown strong")).toHaveText("word");
});

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
