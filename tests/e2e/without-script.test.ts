import { readMessages } from "./support/chat-api.ts";
import { expect, test } from "./support/fixtures.ts";

test.use({ javaScriptEnabled: false });

test("Without JavaScript one starts a conversation and goes on in it", async ({ chat, request }) => {
  await chat.page.goto("/");
  await chat.composer.fill("/demo echo First\nanswer.");
  await chat.sendButton.click();
  const conversationId = await chat.requireConversationId();
  await expect(chat.answers.locator(".markdown")).toHaveText(["First\nanswer."], { useInnerText: true });

  await chat.composer.fill("/demo echo Second answer.");
  await chat.sendButton.click();
  await expect(chat.answers.locator(".markdown")).toHaveText(["First\nanswer.", "Second answer."], {
    useInnerText: true,
  });
  expect(await chat.requireConversationId()).toBe(conversationId);
  const contents = (await readMessages(request, conversationId)).map(({ content }) => content);
  expect(contents).toEqual([
    "/demo echo First\nanswer.",
    "First\nanswer.",
    "/demo echo Second answer.",
    "Second answer.",
  ]);
});

test("Without JavaScript one renames, pins and deletes a conversation", async ({ chat }) => {
  await chat.page.goto("/");
  await chat.composer.fill("/demo echo plain page");
  await chat.sendButton.click();
  await chat.requireConversationId();
  const menu = chat.page.getByRole("button", { name: "Conversation actions" });
  await menu.click();
  await chat.page.getByRole("button", { name: "Rename" }).click();
  await chat.page.getByRole("textbox", { name: "Title" }).fill("Renamed without script");
  await chat.page.getByRole("textbox", { name: "Title" }).press("Enter");
  await expect(chat.page.getByRole("heading", { level: 1 })).toHaveText("Renamed without script");

  await menu.click();
  await chat.page.getByRole("button", { name: "Pin", exact: true }).click();
  const pinned = chat.sidebar.getByRole("region", { name: "Pinned" });
  await expect(pinned.getByRole("link")).toHaveText(["Renamed without script"]);

  await menu.click();
  await chat.page.getByRole("button", { name: "Delete", exact: true }).click();
  await chat.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(chat.page).toHaveURL(/\/$/);
  await expect(chat.sidebar.getByText("Renamed without script")).toHaveCount(0);
});

test("Without JavaScript an empty message is refused beside the field", async ({ chat, watch }) => {
  watch.expect(/status of 400/);
  await chat.page.goto("/");
  await chat.composer.fill("   ");
  await chat.sendButton.click();

  await expect(chat.page.getByRole("alert")).toContainText("The message");
  await expect(chat.composer).toBeVisible();
});

test("Without JavaScript the theme can be chosen", async ({ chat }) => {
  await chat.page.goto("/");
  await chat.page.getByRole("button", { name: /^Account/ }).click();
  await chat.page.getByRole("button", { name: "Dark" }).click();

  await expect(chat.page.locator("html")).toHaveAttribute("data-theme", "dark");
});
