import { expect, test } from "./support/fixtures.ts";

test("Shift and Enter make a new line, Enter sends", async ({ chat }) => {
  await chat.open();
  await chat.composer.pressSequentially("/demo echo one");
  await chat.composer.press("Shift+Enter");
  await chat.composer.pressSequentially("two");
  await expect(chat.composer).toHaveValue("/demo echo one\ntwo");
  await expect(chat.questions).toHaveCount(0);
  await chat.composer.press("Enter");

  await expect(chat.questions.locator("p")).toHaveText("/demo echo one\ntwo");
  await expect(chat.composer).toHaveValue("");
  await expect(chat.composer).toBeFocused();
});

test("Enter that ends an input method's composition does not send", async ({ chat, context }) => {
  await chat.open();
  await chat.composer.focus();
  const inputMethod = await context.newCDPSession(chat.page);
  await inputMethod.send("Input.imeSetComposition", { text: "にほん", selectionStart: 3, selectionEnd: 3 });
  await chat.composer.evaluate((field: HTMLElement) => {
    field.addEventListener("keydown", ({ isComposing }) => {
      field.dataset["wasComposing"] = String(isComposing);
    });
  });
  await chat.composer.press("Enter");
  await expect(chat.composer).toHaveAttribute("data-was-composing", "true");
  await inputMethod.send("Input.insertText", { text: "日本" });
  await expect(chat.composer).toHaveValue(/日本/);
  await expect(chat.questions).toHaveCount(0);

  await chat.composer.fill("日本");
  await chat.composer.press("Enter");
  await expect(chat.questions.locator("p")).toHaveText("日本");
});

test("An empty message is not sent", async ({ chat }) => {
  await chat.open();
  await chat.send("  \n ");
  await chat.sendButton.click();

  await expect(chat.questions).toHaveCount(0);
  await expect(chat.page).toHaveURL(/\/$/);
});

test("A message over the limit is refused beside the field and kept in it", async ({ chat }) => {
  await chat.open();
  await chat.send("x".repeat(200_001));

  await expect(chat.page.getByRole("alert")).toContainText("The message has 200,001 characters");
  await expect(chat.composer).toHaveValue(/^x{200001}$/);
});

test("A draft outlives a reload, for each conversation on its own", async ({ chat }) => {
  const conversationId = await chat.converse("/demo echo with a draft");
  await chat.composer.fill("Half a thought");
  await chat.reload();
  await expect(chat.composer).toHaveValue("Half a thought");

  await chat.open("/");
  await expect(chat.composer).toHaveValue("");
  await chat.composer.fill("Another thought");
  await chat.open(`/c/${conversationId}`);
  await expect(chat.composer).toHaveValue("Half a thought");
  await chat.ask("/demo echo sent");
  await chat.reload();
  await expect(chat.composer).toHaveValue("");
  await chat.open("/");
  await expect(chat.composer).toHaveValue("Another thought");
});

test("Text written while an answer grows stays in the field until it can be sent", async ({ chat }) => {
  await chat.begin("/demo slow");
  await chat.requireGrowing();
  await chat.composer.fill("/demo echo next");
  await chat.composer.press("Enter");
  await expect(chat.composer).toHaveValue("/demo echo next");
  await chat.stopButton.click();
  await expect(chat.sendButton).toBeVisible();
  await chat.composer.press("Enter");

  await expect(chat.answers.last().locator(".markdown")).toHaveText("next");
});

test("The person's words are shown exactly as typed", async ({ chat }) => {
  const words = "<b>bold?</b> &amp; **stars** `ticks`\n   three spaces\n\n\nafter blank lines 👩🏽‍🚀 שלום";
  await chat.begin(words);

  expect(await chat.questions.locator("p").evaluate((p) => (p as HTMLElement).innerText)).toBe(words);
});

test("An example on the starting page is put into the field", async ({ chat }) => {
  await chat.open();
  await chat.page.getByRole("link", { name: /^Draft/ }).click();

  await expect(chat.composer).toHaveValue(/^Draft a short, friendly note/);
  await expect(chat.composer).toBeFocused();
});
