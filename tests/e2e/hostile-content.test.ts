import type { Page, Request } from "@playwright/test";
import { parseMarkdown } from "#app/ui/markdown/parser/parse-markdown.ts";
import { expectHarmless } from "./support/expect-harmless.ts";
import { expect, test } from "./support/fixtures.ts";
import { hostileDiagrams, hostilePayloads } from "./support/hostile-payloads.ts";
import { importConversation } from "./support/import-conversation.ts";

// The fixtures fail each test on every dialog, foreign request, page error and policy violation.

const theEnd = "The end.";
const tabCount = 4;

/** Groups of `size`; each is one page. */
function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Runs one task after the other in each of some tabs. */
async function inTabs<T, S>(
  tasks: readonly T[],
  openTab: () => Promise<S>,
  run: (tab: S, task: T) => Promise<void>,
): Promise<void> {
  const waiting = [...tasks];
  await Promise.all(
    Array.from({ length: tabCount }, async () => {
      const tab = await openTab();
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await run(tab, task);
    }),
  );
}

/** Formulas are set and code is painted once the page is alive. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

test("The corpus is as large as it should be", () => {
  expect(new Set(hostilePayloads).size).toBeGreaterThanOrEqual(300);
});

test("What is looked for would be seen", async ({ chat, page, watch }) => {
  watch.expect(/content security policy/i);
  await chat.open();
  await expectHarmless(page);
  for (const html of ["<a href='javascript:x'>x</a>", "<b onclick=x>x</b>", "<img>", "<form></form>"]) {
    await page.evaluate((written) => {
      document.body.insertAdjacentHTML("beforeend", `<div class="markdown">${written}</div>`);
    }, html);
    await expect(expectHarmless(page), html).rejects.toThrow();
    await page.evaluate(() => document.querySelector(".markdown")?.remove());
  }
  await page.evaluate(() => Object.assign(window, { hostile: 1 }));
  await expect(expectHarmless(page)).rejects.toThrow();
});

test("Hostile messages do nothing, loaded in a chat and on a shared page", async ({ openTab, page }) => {
  test.setTimeout(120_000);
  await inTabs(chunk(hostilePayloads, 24), openTab, async (tab, payloads) => {
    const texts = [...payloads, theEnd];
    const messages = texts.flatMap((content) => [
      { role: "user" as const, content },
      { role: "assistant" as const, content },
    ]);
    const { id } = await importConversation(page.request, { messages });
    await tab.open(`/c/${id}`);
    await expect(tab.answers).toHaveCount(texts.length);
    await expect(tab.answers.last()).toContainText(theEnd);
    await settle(tab.page);
    await expectHarmless(tab.page);

    const share = await page.request.post("/api/shares", { data: { conversationId: id } });
    const { url } = (await share.json()) as { url: string };
    await tab.page.goto(url);
    await expect(tab.page.getByText(theEnd).last()).toBeAttached();
    await settle(tab.page);
    await expectHarmless(tab.page);
  });
});

test("Hostile answers do nothing while they grow token by token", async ({ openTab }) => {
  test.setTimeout(120_000);
  await inTabs(growingTexts(), openTab, async (tab, text) => {
    await tab.converse(`/demo echo ${text}\n\n${theEnd}`);
    await expect(tab.answers.locator(".markdown")).toContainText(theEnd);
    await expectHarmless(tab.page);
  });
});

/** As many payloads in one answer as can follow each other; what would swallow the rest is an answer of its own. */
function growingTexts(): string[] {
  const endsItself = (text: string) => {
    const last = parseMarkdown(`${text}\n\n${theEnd}`).blocks.at(-1)?.token;
    return last?.type === "paragraph" && last.raw === theEnd;
  };
  const alone = hostilePayloads.filter((text) => !endsItself(text));
  const together = hostilePayloads.filter(endsItself);
  return [...alone, ...chunk(together, 12).map((texts) => texts.join("\n\n"))];
}

test("Hostile titles and names do nothing", async ({ openTab, user }) => {
  test.setTimeout(120_000);
  const titles = hostilePayloads.filter((text) => text.length <= 200 && !text.includes("\n"));
  expect(titles.length).toBeGreaterThan(250);
  const isHeaderText = (text: string) => /^[\x20-\x7e]+$/.test(text);
  const names = titles.filter(isHeaderText);
  const groups = chunk(titles, 48).map((part, index) => ({ part, index }));
  await inTabs(groups, openTab, async ({ page }, { part, index }) => {
    const headers = {
      "X-Forwarded-User": `${user}-${index}`,
      "X-Forwarded-Preferred-Username": names[index * 7] ?? "",
    };
    await page.setExtraHTTPHeaders(headers);
    for (const title of part) {
      const created = await page.request.post("/api/conversations", { data: { title }, headers });
      expect(created.status()).toBe(201);
    }
    await page.goto("/");
    const rows = page.getByRole("complementary").getByRole("listitem");
    await expect(rows).toHaveCount(part.length);
    await settle(page);
    await expectHarmless(page);
    await rows.first().getByRole("link").click();
    await expect(page).toHaveURL(/\/c\//);
    await expectHarmless(page);
  });
});

test("A hostile prompt in the address does nothing", async ({ chat }) => {
  const text = `"><img src=x onerror=window.hostile=1><script>window.hostile=1</script>`;
  await chat.open(`/?prompt=${encodeURIComponent(text)}`);
  await expect(chat.composer).toHaveValue(text);
  await chat.composer.press("Enter");
  await chat.requireConversationId();
  await chat.expectEnd(chat.answers.first(), "complete");
  await expect(chat.questions.locator("p")).toHaveText(text);
  await expectHarmless(chat.page);
});

test("Hostile diagrams do nothing, in a frame without origin and network", async ({ chat, page, watch }) => {
  test.setTimeout(120_000);
  // What a diagram tries within its frame is refused there by the frame's own policy, and told in the console.
  watch.expect(
    /^console: .*\((?:.*\/diagram|blob:null\/.*)\)$/s,
    /^foreign request: https:\/\/evil\.example\//,
  );
  const foreign: Request[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith("https://evil.example/")) foreign.push(request);
  });
  const { id } = await importConversation(page.request, {
    messages: [
      { role: "user", content: "Draw" },
      {
        role: "assistant",
        content: hostileDiagrams.map((source) => `\`\`\`mermaid\n${source}\n\`\`\``).join("\n\n"),
      },
    ],
  });
  await chat.open(`/c/${id}`);
  const figures = page.locator("figure");
  await expect(figures).toHaveCount(hostileDiagrams.length);
  for (let index = 0; index < hostileDiagrams.length; index += 1) {
    const figure = figures.nth(index);
    await figure.getByRole("button", { name: "Show diagram" }).click();
    const drawn = figure.frameLocator("iframe").locator("body > svg");
    const refused = figure.locator("xpath=following-sibling::p[1][@role='alert']");
    await expect
      .poll(async () => (await drawn.count()) + (await refused.count()), { timeout: 20_000 })
      .toBe(1);
    expect(await page.evaluate(() => "hostile" in window)).toBe(false);
    for (const frame of page.frames().slice(1)) {
      expect(await frame.evaluate(() => "hostile" in window)).toBe(false);
      expect(await frame.evaluate(() => "RTCPeerConnection" in window)).toBe(false);
      expect(await frame.locator("script[src^=http], foreignObject, image, img, iframe, a").count()).toBe(0);
    }
    const back = figure.getByRole("button", { name: "Show code" });
    if (await back.isVisible()) await back.click();
  }
  // A request that the policy refuses is seen here, too; none may have gone out.
  for (const request of foreign)
    expect([request.url(), request.failure()?.errorText]).toEqual([request.url(), "csp"]);
});
