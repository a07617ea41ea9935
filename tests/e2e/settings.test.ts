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
