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

test("A message written while an answer grows waits for its end, and then goes out by itself", async ({
  chat,
}) => {
  await chat.begin("/demo slow");
  await chat.requireGrowing();
  await chat.send("/demo echo next");
  const queued = chat.page.getByRole("region", { name: "Waiting to be sent" });
  await expect(queued.getByRole("listitem")).toHaveText(["/demo echo next"]);
  await expect(chat.composer).toHaveValue("");
  await expect(chat.questions).toHaveCount(1);
  await chat.reload();
  await expect(queued.getByRole("listitem")).toHaveText(["/demo echo next"]);
  await chat.stopButton.click();

  await expect(chat.answers.last().locator(".markdown")).toHaveText("next");
  await expect(queued).toHaveCount(0);
  await expect(chat.questions).toHaveCount(2);
});

test("A waiting message can be taken back into the field, or cancelled", async ({ chat }) => {
  await chat.begin("/demo slow");
  await chat.requireGrowing();
  await chat.send("first thought");
  await chat.send("second thought");
  const queued = chat.page.getByRole("region", { name: "Waiting to be sent" });
  await queued.getByRole("button", { name: "Edit" }).first().click();
  await expect(chat.composer).toHaveValue("first thought");
  await queued.getByRole("button", { name: "Cancel" }).click();
  await expect(queued).toHaveCount(0);
  await chat.stopButton.click();
  await chat.expectEnd(chat.answers.first(), "stopped");
  await expect(chat.questions).toHaveCount(1);
});

test("The arrow up in the empty field edits the last own message", async ({ chat }) => {
  await chat.converse("/demo echo one");
  await chat.composer.press("ArrowUp");
  const edited = chat.page.getByRole("textbox", { name: "Edited message" });
  await expect(edited).toBeFocused();
  await expect(edited).toHaveValue("/demo echo one");
  await edited.fill("/demo echo two");
  await edited.press("Enter");

  await expect(chat.answers.last().locator(".markdown")).toHaveText("two");
});

test("How much may still be written is said when it matters", async ({ chat }) => {
  await chat.open();
  await chat.composer.fill("x".repeat(1_000));
  await expect(chat.page.getByText(/characters? left/)).toHaveCount(0);
  await chat.composer.fill("x".repeat(199_000));
  await expect(chat.page.getByText("1,000 characters left")).toBeVisible();
  await chat.composer.fill("x".repeat(200_001));

  await expect(chat.page.getByText("1 character too many")).toBeVisible();
});

test("A long pasted text stays in a field of at most 40 percent of the height", async ({ chat }) => {
  await chat.open();
  await chat.composer.focus();
  await chat.page.keyboard.insertText("A pasted line.\n".repeat(2_000));

  await expect(chat.composer).toHaveValue(/^(A pasted line\.\n){2000}$/);
  const height = (await chat.composer.boundingBox())?.height ?? 0;
  expect(height).toBeGreaterThan(200);
  expect(height).toBeLessThanOrEqual(800 * 0.4 + 1);
});

test("A system prompt and parameters are kept for the conversation", async ({ chat }) => {
  await chat.converse("/demo echo hello");
  const open = chat.page.getByRole("button", { name: "Model settings" });
  const dialog = chat.page.getByRole("dialog", { name: "Settings for this conversation" });
  await open.click();
  await dialog.getByRole("textbox", { name: "System prompt" }).fill("Be brief.");
  await dialog.getByRole("spinbutton", { name: "Temperature" }).fill("0.4");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(open).toBeFocused();
  await expect(chat.page.getByText("Saved for this conversation")).toBeVisible();
  await chat.reload();
  await open.click();

  await expect(dialog.getByRole("textbox", { name: "System prompt" })).toHaveValue("Be brief.");
  await expect(dialog.getByRole("spinbutton", { name: "Temperature" })).toHaveValue("0.4");
});

test("Settings for a new chat begin its conversation, and the draft comes along", async ({ chat }) => {
  await chat.open();
  await chat.composer.fill("/demo echo after settings");
  await chat.page.getByRole("button", { name: "Model settings" }).click();
  const dialog = chat.page.getByRole("dialog", { name: "Settings for this conversation" });
  await dialog.getByRole("textbox", { name: "System prompt" }).fill("Be kind.");
  await dialog.getByRole("button", { name: "Save" }).click();
  await chat.requireConversationId();
  await expect(chat.composer).toHaveValue("/demo echo after settings");
  await chat.composer.press("Enter");

  await expect(chat.answers.locator(".markdown")).toHaveText("after settings");
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

test("How full the model's window is shows after an answer, and grows with what is written", async ({
  chat,
}) => {
  await chat.converse("/demo echo one");
  const gauge = chat.page.getByRole("button", { name: /^Context window/ });
  await expect(gauge).toBeVisible();
  const percent = async () => Number(/(\d+) %/.exec((await gauge.getAttribute("aria-label")) ?? "")?.[1]);
  const before = await percent();
  await chat.composer.fill("word ".repeat(1_000));
  await expect.poll(percent).toBeGreaterThan(before);
  await gauge.focus();
  await chat.page.keyboard.press("Enter");
  await expect(chat.page.getByText(/^About .* tokens$/)).toBeVisible();
});
