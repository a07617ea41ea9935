import { expect, test } from "./support/fixtures.ts";

test("The search finds messages and titles and leads to them, also without JavaScript", async ({
  chat,
  openElsewhere,
}) => {
  const id = await chat.converse("/demo echo The walrus lives in 東京.");
  const plain = await openElsewhere({ javaScriptEnabled: false });
  for (const tab of [chat, plain]) {
    await tab.page.goto("/search");
    await tab.page.getByRole("searchbox", { name: "Search your conversations" }).fill("東京 walrus");
    await tab.page.getByRole("button", { name: "Search" }).click();
    const results = tab.page.getByRole("list", { name: "Results" }).getByRole("link");
    await expect(results.first()).toContainText("Assistant");
    await expect(results.first().locator("mark")).toHaveText(["walrus", "東京"]);
    await results.first().click();
    await expect(tab.page).toHaveURL(new RegExp(`/c/${id}`));
    await expect(tab.answers.first()).toContainText("The walrus lives in 東京.");
  }
  await chat.page.goto("/search?q=unfindable");
  await expect(chat.page.getByText("Nothing was found for “unfindable”.")).toBeVisible();
});

test("The palette finds conversations, messages and commands by the keyboard alone", async ({
  chat,
  request,
}) => {
  const { page } = chat;
  await request.post("/api/conversations", { data: { title: "Garden plans" } });
  await chat.converse("/demo echo The lilac blooms in May.");
  await chat.open();
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Search and commands" });
  const list = page.getByRole("listbox", { name: "Results" });
  await expect(field).toBeFocused();

  await field.fill("garden");
  await expect(list.getByRole("group", { name: "Conversations" }).getByRole("option")).toHaveText([
    "Garden plans",
  ]);
  await field.fill("lilac");
  const messages = list.getByRole("group", { name: "Messages" });
  await expect(messages.getByRole("option").first().locator("mark")).toHaveText("lilac");
  await field.fill("garden");
  await expect(list.getByRole("option", { selected: true })).toHaveText("Garden plans");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Garden plans" })).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("dark");
  await expect(list.getByRole("option", { selected: true })).toHaveText("Theme: Dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(field).toHaveCount(0);

  await page.keyboard.press("Control+k");
  await page.keyboard.press("ArrowUp");
  await expect(list.getByRole("option").last()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  await expect(field).toHaveCount(0);
});

test("The palette opens from the sidebar and says when nothing fits", async ({ chat }) => {
  await chat.open();
  await chat.sidebar.getByRole("link", { name: "Search" }).click();
  await chat.page.getByRole("combobox", { name: "Search and commands" }).fill("no such thing at all");
  await expect(chat.page.getByText("Nothing fits.")).toBeVisible();
});
