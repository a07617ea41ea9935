import type { Locator, Page } from "@playwright/test";
import type { Language } from "#app/i18n/languages.ts";
import { limits } from "#app/protocol/limits.ts";
import { AccessibilityMonitor } from "./support/accessibility-monitor.ts";
import type { ChatPage } from "./support/chat-page.ts";
import { endedInAllWays } from "./support/ended-in-all-ways.ts";
import { expect, test as base } from "./support/fixtures.ts";
import { importConversation } from "./support/import-conversation.ts";
import { readLabels, type Labels } from "./support/labels.ts";
import { interceptFrames } from "./support/intercept-frames.ts";

/** The ways in which all states are looked at. */
const walks = [
  { name: "in all colours", language: "en", viewport: { width: 1280, height: 800 }, scale: 1 },
  { name: "at 200 %", language: "en", viewport: { width: 640, height: 400 }, scale: 2 },
  { name: "from right to left", language: "ar", viewport: { width: 1280, height: 800 }, scale: 1 },
] as const satisfies readonly { name: string; language: Language; viewport: object; scale: number }[];

interface Walk {
  page: Page;
  chat: ChatPage;
  named: Labels;
  button(id: Parameters<Labels>[0], within?: Locator): Locator;
  look: AccessibilityMonitor["look"];
}

const test = base.extend<{ language: Language; allColours: boolean; walk: Walk }>({
  language: ["en", { option: true }],
  allColours: [false, { option: true }],
  walk: async ({ chat, language, allColours, context, baseURL }, provide) => {
    const { page } = chat;
    await context.addCookies([{ name: "language", value: language, url: baseURL ?? "" }]);
    const named = await readLabels(language);
    const watch = new AccessibilityMonitor(page, allColours);
    const button: Walk["button"] = (id, within) =>
      (within ?? page.locator("body")).getByRole("button", { name: named(id) });
    await provide({ page, chat, named, button, look: watch.look.bind(watch) });
    expect(watch.found).toEqual([]);
  },
});

for (const { name, language, viewport, scale } of walks) {
  test.describe(`Axe finds nothing wrong ${name}`, () => {
    test.use({
      language,
      allColours: name === "in all colours",
      viewport,
      deviceScaleFactor: scale,
      colorScheme: "light",
      contextOptions: { reducedMotion: "reduce" },
    });
    test.setTimeout(150_000);

    test("in a conversation with all kinds of answers, and what opens over it", async ({ walk, request }) => {
      const { page, chat, button, named, look } = walk;
      const { id } = await importConversation(request, { title: "Findable", messages: endedInAllWays });
      await importConversation(request, { title: "Another", messages: endedInAllWays.slice(0, 2) });
      await chat.open(`/c/${id}`);
      const [answers, questions] = [page.locator(".answer"), page.locator(".question")];
      await look("conversation");
      await answers.first().locator("summary").click();
      await button("diagram.draw").click();
      await page.locator(".md-code iframe").scrollIntoViewIfNeeded();
      await expect(answers.first().locator("math").first()).toBeAttached();
      await look("reasoning, mathematics, a diagram");
      await answers.nth(1).hover();
      await look("tools of a message");
      await answers.last().hover();
      await answers.last().locator(".text-button").last().click();
      await expect(page.locator(".question form")).toBeVisible();
      await look("editing what was withheld");
      await page.keyboard.press("Escape");
      await answers.first().locator("summary").hover();
      await button("feedback.addComment").click();
      await expect(page.getByRole("dialog", { name: named("feedback.comment") })).toBeVisible();
      await look("comment");
      await page.keyboard.press("Escape");
      await button("find.open").click();
      await page.getByRole("searchbox", { name: named("find.label") }).fill("words");
      await expect(page.locator("main [role=search] [role=status]")).not.toBeEmpty();
      await look("finding in the conversation");
      await page.keyboard.press("Escape");
      await button("conversation.actions").click();
      await look("menu of the conversation");
      await page
        .getByRole("button", { name: named("conversation.rename") })
        .last()
        .click();
      await look("renaming");
      await page.keyboard.press("Escape");
      await page.goto(`/c/${id}?confirm=delete`);
      await expect(page.locator("dialog:modal")).toBeVisible();
      await look("question before deleting");
      await page.keyboard.press("Escape");
      await questions.last().hover();
      await button("message.deleteFromHere", questions.last()).click();
      await expect(page.locator("dialog:modal")).toBeVisible();
      await look("question before deleting a message");
    });

    test("on a new chat, in the sidebar, the palette and the dialogs", async ({ walk, request }) => {
      const { page, chat, button, named, look } = walk;
      await chat.open();
      await look("first page");
      await importConversation(request, { title: "Findable", messages: endedInAllWays.slice(0, 2) });
      await importConversation(request, { title: "Another", messages: endedInAllWays.slice(0, 2) });
      await chat.reload();
      const isNarrow = page.viewportSize()!.width < 768;
      if (isNarrow) await button("conversation.list").click();
      await look("sidebar");
      await button("account.label").click();
      await look("account");
      await page.keyboard.press("Escape");
      await chat.sidebar.getByRole("listitem").first().hover();
      await chat.sidebar.getByRole("listitem").first().getByRole("button").click();
      await look("menu of a row");
      await chat.sidebar.getByRole("button", { name: named("conversation.rename") }).click();
      await look("renaming in the sidebar");
      await page.keyboard.press("Escape");
      await chat.reload();
      if (isNarrow) await button("conversation.list").click();
      await button("sidebar.select").click();
      await chat.sidebar.getByRole("checkbox").first().check();
      await look("selection");
      await chat.reload();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: named("palette.label") }).fill("found");
      await expect(page.getByRole("group", { name: named("palette.messages") })).toBeVisible();
      await look("palette");
      await page.keyboard.press("Escape");
      await button("parameters.open").click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await look("model settings");
      await page.keyboard.press("Escape");
      await page.locator("h1").click();
      await page.keyboard.press("Control+/");
      await expect(page.getByRole("dialog")).toBeVisible();
      await look("shortcuts");
      await page.keyboard.press("Escape");
      await page.locator("textarea").fill("long ".repeat(limits.messageLength / 5 + 1));
      await page.keyboard.press("Enter");
      await expect(page.locator("form [role=alert]")).toBeVisible();
      await look("message that is too long");
    });

    test("while an answer is written, waited for, and when nothing can be sent", async ({
      walk,
      watch,
      context,
    }) => {
      watch.expect(/ERR_INTERNET_DISCONNECTED|WebSocket/);
      const { page, button, look } = walk;
      const interceptor = await interceptFrames(page);
      await page.goto("/");
      await interceptor.requireHello();
      const field = page.locator("textarea[name=content]");
      await field.fill("/demo echo Before.");
      await field.press("Enter");
      await expect(page.locator(".answer[data-status=complete]")).toBeVisible();
      interceptor.hold();
      await field.fill("/demo slow");
      await field.press("Enter");
      await interceptor.injectQueued(3);
      await expect(page.locator(".answer").last()).toContainText(/[3٣]/);
      await look("waiting in line");
      interceptor.release();
      await expect(page.locator(".answer .markdown").last()).toContainText(/\S+ \S+/);
      // However long the looking takes, the answer is not over before.
      interceptor.hold();
      await look("in the middle of an answer");
      await field.fill("The next one");
      await field.press("Enter");
      await expect(button("queued.cancel")).toBeVisible();
      await look("a message waits");
      await button("queued.cancel").click();
      interceptor.release();
      interceptor.inject({ type: "service.changed", writable: false });
      await expect(page.locator("[role=status]").filter({ hasText: /\S/ }).first()).toBeVisible();
      await look("only to be read");
      await context.setOffline(true);
      await look("without a connection");
      await context.setOffline(false);
    });

    test("on the other pages and those of errors", async ({ walk, request, watch }) => {
      watch.expect(/status of 404/);
      const { page, chat, button, named, look } = walk;
      const { id } = await importConversation(request, { title: "Findable", messages: endedInAllWays });
      await chat.open("/shares");
      await look("no shares");
      await chat.open(`/shares?new=${id}`);
      await look("new share");
      await button("share.create").click();
      await expect(button("share.copy")).toBeVisible();
      await look("shares");
      const share = (await page.locator("a[href*='/share/']").first().getAttribute("href")) ?? "";
      await page.goto(share);
      await look("shared conversation");
      for (const path of ["/share/0", "/no/such/page", `/c/${id.replace(/.$/, "x")}`, "/offline"]) {
        await page.goto(path);
        await look(path);
      }
      await page.goto("/design");
      // All that there is, side by side: there are several of each kind, and none leads to the next.
      await look("all parts", ["heading-order", "landmark-unique"]);
      await chat.open("/import");
      await look("import");
      await page.locator("input[type=file]").setInputFiles({
        name: "words.txt",
        mimeType: "text/plain",
        buffer: Buffer.from("no JSON"),
      });
      await expect(page.getByRole("alert")).toBeVisible();
      await look("refused import");
      await chat.open("/search?q=unfindable");
      await look("nothing found");
      await chat.open("/search?q=findable");
      await expect(page.getByRole("list", { name: named("search.results") })).toBeVisible();
      await look("results");
      await chat.open("/settings");
      await look("settings");
    });
  });
}
