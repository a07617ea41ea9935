import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { richText } from "./support/rich-text.ts";

const widths = [360, 768, 1280];

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`In ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("no page is wider than the screen", async ({ chat }, testInfo) => {
      async function show(name: string, open = async () => {}) {
        for (const width of widths) {
          await chat.page.setViewportSize({ width, height: 800 });
          await open();
          await expectNoOverflow(chat.page);
          const path = testInfo.outputPath(`${name}-${width}-${colorScheme}.png`);
          await chat.page.screenshot({ path, animations: "disabled" });
        }
      }
      const menu = chat.page.getByRole("button", { name: "Conversation actions" });
      await chat.open();
      await show("new-chat");
      await chat.converse(`/demo echo ${richText}`);
      await show("conversation");
      await chat.messageList.evaluate((list) => list.scrollTo(0, 0));
      await show("conversation-start");
      await show("menu", async () => {
        await chat.page.keyboard.press("Escape");
        await menu.click();
      });
      await chat.open(`${chat.page.url()}?confirm=delete`);
      await show("delete-dialog");
      await chat.page.keyboard.press("Escape");
      await chat.send("/demo cut");
      await chat.expectEnd(chat.answers.last(), "failed");
      await show("failed-answer");
    });

    test("the page has the colours that the system asks for", async ({ chat }) => {
      await chat.open();
      const brightness = await chat.page.evaluate(() => {
        const canvas = document.createElement("canvas").getContext("2d")!;
        canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
        canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data[0]!;
      });

      expect(brightness > 128).toBe(colorScheme === "light");
    });
  });
}

test("The chosen theme is kept over a reload, whatever the system says", async ({ chat }) => {
  await chat.open();
  await chat.page.getByRole("button", { name: /^Account/ }).click();
  await chat.afterSaving(() => chat.page.getByRole("button", { name: "Dark" }).click());
  await expect(chat.page.locator("html")).toHaveAttribute("data-theme", "dark");
  await chat.reload();

  await expect(chat.page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test.describe("On a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("one chats, and finds other conversations in the drawer", async ({ chat }) => {
    await chat.converse("/demo echo on the road");
    await expect(chat.sidebar).toBeHidden();
    const drawerButton = chat.page.getByRole("button", { name: "Conversations", exact: true });
    await drawerButton.tap();
    await chat.sidebar.getByRole("link", { name: "New chat" }).tap();
    await expect(chat.page).toHaveURL(/\/$/);
    await expect(chat.sidebar).toBeHidden();
    await expect(chat.composer).toBeInViewport({ ratio: 1 });

    await drawerButton.tap();
    await chat.sidebar.getByRole("link", { name: /on the road/i }).tap();
    await chat.requireConversationId();
    await expect(chat.sidebar).toBeHidden();
    await expect(chat.answers.locator(".markdown")).toHaveText("on the road");
  });

  test("the composer stays on the screen under a long answer, and nothing is cut off", async ({ chat }) => {
    await chat.converse(`/demo echo ${richText}`);
    await chat.composer.fill("line\n".repeat(40));

    await expect(chat.composer).toBeInViewport({ ratio: 1 });
    await expect(chat.sendButton).toBeInViewport({ ratio: 1 });
    expect((await chat.composer.boundingBox())?.height).toBeLessThan(844 * 0.5);
    await expectNoOverflow(chat.page);
  });

  test("the actions of a message can be reached without a mouse", async ({ chat }) => {
    await chat.converse("/demo echo touch me");
    await chat.ask("/demo echo and me");
    await chat.questions.first().getByRole("button", { name: "Edit message" }).tap();

    await expect(chat.page.getByRole("textbox", { name: "Edited message" })).toBeInViewport();
  });
});

/** What reaches over the edge of the screen without a box of its own that scrolls. */
async function expectNoOverflow(page: Page): Promise<void> {
  const tooWide = await page.evaluate(() => {
    const scrolls = (element: Element) => getComputedStyle(element).overflowX !== "visible";
    const frames = "html, body, main, [role=log]";
    function isOwnScroller(element: Element | null): boolean {
      return (
        element !== null &&
        ((scrolls(element) && !element.matches(frames)) || isOwnScroller(element.parentElement))
      );
    }
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.checkVisibility() && !isOwnScroller(element.parentElement))
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 1 && (left < -1 || right > window.innerWidth + 1);
      })
      .filter((element, _index, all) => !element.parentElement || !all.includes(element.parentElement))
      .map((element) => element.outerHTML.slice(0, 200));
  });
  expect(tooWide).toEqual([]);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0);
}
