import { AxeBuilder } from "@axe-core/playwright";
import type { ChatPage } from "./support/chat-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { richText } from "./support/rich-text.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`In ${colorScheme} colours axe finds nothing wrong`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("on a new chat and while the account menu is open", async ({ chat }) => {
      await chat.open();
      await expectAccessible(chat);
      await chat.page.getByRole("button", { name: /^Account/ }).click();
      await expectAccessible(chat);
    });

    test("in the middle of an answer and when it was stopped", async ({ chat }) => {
      await chat.begin("/demo slow");
      await chat.requireGrowing();
      await expectAccessible(chat);
      await chat.stopButton.click();
      await chat.expectEnd(chat.answers.first(), "stopped");
      await expectAccessible(chat);
    });

    test("in a conversation, its menus, its dialog and its forms", async ({ chat }) => {
      await chat.converse(`/demo echo ${richText}`);
      await expectAccessible(chat);
      const menu = chat.page.getByRole("button", { name: "Conversation actions" });
      await menu.click();
      await expectAccessible(chat);
      await chat.open(`${chat.page.url()}?confirm=delete`);
      await expectAccessible(chat);
      await chat.page.keyboard.press("Escape");
      await menu.click();
      await chat.page.getByRole("button", { name: "Rename" }).click();
      await expectAccessible(chat);
      await chat.page.keyboard.press("Escape");
      await chat.questions.hover();
      await chat.questions.getByRole("button", { name: "Edit message" }).click();
      await expectAccessible(chat);
    });

    test("in the search, the palette, the shares, the import and the selection", async ({ chat }) => {
      const id = await chat.converse("/demo echo Findable words.");
      const { page } = chat;
      await page.goto("/search?q=findable");
      await expect(page.getByRole("list", { name: "Results" })).toBeVisible();
      await expectAccessible(chat);
      await chat.open(`/shares?new=${id}`);
      await expectAccessible(chat);
      await page.getByRole("button", { name: "Create link" }).click();
      await expect(page.getByRole("button", { name: "Copy link" })).toBeVisible();
      await expectAccessible(chat);
      await page.goto((await page.locator("a[href*='/share/']").first().getAttribute("href")) ?? "");
      await expectAccessible(chat);
      await chat.open("/import");
      await expectAccessible(chat);
      await chat.converse("/demo echo Another one.");
      await chat.sidebar.getByRole("button", { name: "Select several" }).click();
      await chat.sidebar.getByRole("checkbox").first().check();
      await expectAccessible(chat);
      await page.keyboard.press("Control+k");
      await page.keyboard.type("findable");
      await expect(page.getByRole("group", { name: "Messages" })).toBeVisible();
      await expectAccessible(chat);
      await page.keyboard.press("Escape");
      await chat.answers.hover();
      await chat.answers.getByRole("button", { name: "Good answer" }).click();
      await chat.answers.getByRole("button", { name: "Add a comment" }).click();
      await expectAccessible(chat);
    });

    test("on a failed answer, in the drawer of a phone and on an error page", async ({ chat, watch }) => {
      watch.expect(/status of 404/);
      await chat.begin("/demo fail");
      await chat.expectEnd(chat.answers.first(), "failed");
      await expectAccessible(chat);
      await chat.page.setViewportSize({ width: 390, height: 844 });
      await chat.page.getByRole("button", { name: "Conversations", exact: true }).click();
      await expect(chat.sidebar).toBeVisible();
      await expectAccessible(chat);
      await chat.page.goto("/no/such/page");
      await expectAccessible(chat);
    });
  });
}

async function expectAccessible({ page }: ChatPage): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ""}`),
  }));
  expect(told).toEqual([]);
}
