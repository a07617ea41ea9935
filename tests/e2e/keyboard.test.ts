import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";

test("Everything of a first chat is reached by Tab", async ({ chat }) => {
  await chat.converse("/demo echo Some `code`.\n\n```js\nlet a;\n```");
  await expect(chat.row("Some code")).toBeVisible();
  const wanted = await listControls(chat.page);
  expect(wanted.length).toBeGreaterThan(12);
  const reached = new Set<string>();
  for (let presses = 0; presses < wanted.length * 2; presses++) {
    await chat.page.keyboard.press("Tab");
    reached.add(await describeFocus(chat.page));
  }

  expect(wanted.filter((control) => !reached.has(control))).toEqual([]);
});

test("A first chat is held, stopped, renamed and deleted by keyboard alone", async ({ chat }) => {
  const { keyboard } = chat.page;
  await chat.open();
  await expect(chat.composer).toBeFocused();
  await keyboard.type("/demo slow");
  await keyboard.press("Enter");
  await chat.requireConversationId();
  await chat.requireGrowing();
  await expect(chat.composer).toBeFocused();
  await keyboard.press("Tab");
  await expect(chat.stopButton).toBeFocused();
  await keyboard.press("Enter");
  await chat.expectEnd(chat.answers.first(), "stopped");

  const menu = chat.page.getByRole("button", { name: "Conversation actions" });
  await menu.focus();
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  await expect(chat.page.getByRole("button", { name: "Rename" })).toBeFocused();
  await keyboard.press("Enter");
  await keyboard.type("By keyboard");
  await keyboard.press("Enter");
  await expect(chat.row("By keyboard")).toBeVisible();

  await menu.focus();
  await keyboard.press("Enter");
  await chat.page.getByRole("button", { name: "Delete", exact: true }).filter({ visible: true }).focus();
  await keyboard.press("Enter");
  await expect(chat.row("By keyboard")).toHaveCount(0);
  await expect(chat.page).toHaveURL(/\/$/);
});

test("Escape closes a menu and the palette, and the focus is back where it was", async ({ chat }) => {
  const { keyboard } = chat.page;
  await chat.converse("/demo echo Stay.");
  const menu = chat.page.getByRole("button", { name: "Conversation actions" });
  await menu.focus();
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  await keyboard.press("Escape");
  await expect(chat.page.getByRole("button", { name: "Rename" })).toBeHidden();
  await expect(menu).toBeFocused();

  await keyboard.press("Control+k");
  await expect(chat.page.getByRole("dialog")).toBeVisible();
  await keyboard.press("Escape");
  await expect(chat.page.getByRole("dialog")).toHaveCount(0);
  await expect(menu).toBeFocused();
});

/** What can be used on the page, each by its role in HTML and its name. */
function listControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = document.querySelectorAll<HTMLElement>(
      "a[href], button, input:not([type=hidden]), textarea, select, summary, [tabindex='0']",
    );
    return [...controls]
      .filter((control) => control.checkVisibility({ visibilityProperty: true }))
      .filter((control) => !(control instanceof HTMLButtonElement && control.disabled))
      .map((control) => `${control.localName} ${control.ariaLabel ?? control.textContent}`);
  });
}

function describeFocus(page: Page): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    return focused ? `${focused.localName} ${focused.ariaLabel ?? focused.textContent}` : "nothing";
  });
}
