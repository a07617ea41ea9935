import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";

test("Every choice takes effect at once and is there after a reload, without a flash", async ({ chat }) => {
  const html = chat.page.locator("html");
  await chat.open("/settings");
  for (const [group, choice, attribute, value] of [
    ["Theme", "High contrast", "data-theme", "contrast"],
    ["Text size", "Larger", "data-text-size", "larger"],
    ["Density", "Compact", "data-density", "compact"],
  ] as const) {
    const button = chat.page.getByRole("group", { name: group }).getByRole("button", { name: choice });
    await chat.afterSaving(() => button.click());
    await expect(button).toHaveAttribute("aria-pressed", "true");
    await expect(html).toHaveAttribute(attribute, value);
  }
  const source = await (await chat.page.request.get("/settings")).text();

  expect(source).toMatch(/<html [^>]*data-theme="contrast" data-text-size="larger" data-density="compact"/);
});

test("Where plain Enter is to begin a line, Control and Enter sends", async ({ chat }) => {
  await chat.open("/settings");
  const sendKey = chat.page.getByRole("group", { name: "Send with" });
  await chat.afterSaving(() => sendKey.getByRole("button", { name: /^Ctrl/ }).click());
  await chat.open("/");
  await chat.composer.pressSequentially("/demo echo one");
  await chat.composer.press("Enter");
  await chat.composer.pressSequentially("two");
  await expect(chat.composer).toHaveValue("/demo echo one\ntwo");
  await chat.composer.press("Control+Enter");

  await expect(chat.answers.locator(".markdown")).toContainText("one");
});

test("The version of the program is shown", async ({ chat }) => {
  await chat.open("/settings");
  await expect(chat.page.getByText(/Version \d+\.\d+/)).toBeVisible();
});

test.describe("Without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the choices work by their buttons", async ({ chat }) => {
    await chat.page.goto("/settings");
    await chat.page.getByRole("button", { name: "Dark", exact: true }).last().click();
    await expect(chat.page).toHaveURL(/\/settings$/);
    await expect(chat.page.locator("html")).toHaveAttribute("data-theme", "dark");
    await chat.page.getByRole("combobox", { name: "Language" }).selectOption("de");
    await chat.page.getByRole("button", { name: "Save" }).click();

    await expect(chat.page.getByRole("heading", { level: 1 })).toHaveText("Einstellungen");
  });
});

for (const theme of ["light", "dark", "contrast"]) {
  test(`Axe finds nothing wrong in the settings and their dialogs, in the theme ${theme}`, async ({
    chat,
    baseURL,
    context,
  }) => {
    await chat.page.emulateMedia({ reducedMotion: "reduce" });
    await context.addCookies([{ name: "theme", value: theme, url: baseURL ?? "" }]);
    await chat.open("/settings");
    await expectAccessible(chat.page);
    await chat.page.keyboard.press("?");
    await expect(chat.page.getByRole("dialog")).toBeVisible();
    await expectAccessible(chat.page);
    await chat.open("/");
    await chat.page.getByRole("button", { name: "Model settings" }).click();
    await expect(chat.page.getByRole("dialog")).toBeVisible();
    await expectAccessible(chat.page);
  });
}

test("Axe finds nothing wrong from right to left, and while a message waits", async ({
  chat,
  context,
  baseURL,
}) => {
  await chat.page.emulateMedia({ reducedMotion: "reduce" });
  await context.addCookies([{ name: "language", value: "ar", url: baseURL ?? "" }]);
  await chat.open("/settings");
  await expectAccessible(chat.page);
  await chat.open("/");
  const field = chat.page.locator("textarea[name=content]");
  await field.fill("/demo slow");
  await field.press("Enter");
  await expect(chat.page).toHaveURL(/\/c\//);
  await expect(chat.page.locator(".answer .markdown")).toContainText(/\S+ \S+/);
  await field.fill("waiting");
  await field.press("Enter");
  await expect(chat.page.getByRole("region", { name: "في انتظار الإرسال" })).toBeVisible();
  await expectAccessible(chat.page);
});

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.failureSummary) }));
  expect(told).toEqual([]);
}
