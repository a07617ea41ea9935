import { expect, test } from "./support/fixtures.ts";

const words = "/demo echo Hello there, please help";

test("What is typed after a conversation was opened is a new message, never an edit of an old one", async ({
  chat,
}) => {
  const id = await chat.converse("/demo echo one");
  await chat.open("/");
  await chat.sidebar.locator(`a[href="/c/${id}"]`).click();
  await expect(chat.questions).toHaveCount(1);
  await chat.page.keyboard.type(words);
  await expect(chat.composer).toHaveValue(words);
  await chat.page.keyboard.press("Enter");
  await expect(chat.questions.locator("p")).toHaveText(["/demo echo one", words]);

  await chat.expectEnd(chat.answers.last(), "complete");
  await chat.reload();
  await expect(chat.composer).toBeFocused();
});

test("What is typed after a click anywhere in the page goes into the composer", async ({ chat }) => {
  await chat.converse("/demo echo Some words to click on.");
  const places = [
    chat.answers.getByText("Some words"),
    chat.questions.locator("p"),
    chat.messageList,
    chat.sidebar,
  ];
  for (const place of places) {
    await chat.composer.fill("");
    await place.click({ position: { x: 4, y: 4 } });
    await expect(chat.composer).not.toBeFocused();
    await chat.page.keyboard.type("e jk/?");
    await expect(chat.composer).toHaveValue("e jk/?");
    await expect(chat.composer).toBeFocused();
  }
  await expect(chat.page.getByRole("textbox", { name: "Edited message" })).toHaveCount(0);
  await expect(chat.page.getByRole("dialog")).toHaveCount(0);
});

test("Keys on a Cyrillic or Greek layout do what they do on a Latin one", async ({ chat, context }) => {
  await chat.converse("/demo echo one");
  const keys = await context.newCDPSession(chat.page);
  async function press(key: string, code: string, modifiers: number): Promise<void> {
    for (const type of ["rawKeyDown", "keyUp"] as const) {
      await keys.send("Input.dispatchKeyEvent", { type, key, code, modifiers });
    }
  }
  const [alt, control, shift] = [1, 2, 8];
  for (const letter of ["л", "κ"]) {
    await press(letter, "KeyK", control);
    await expect(chat.page.getByRole("dialog", { name: "Search and commands" })).toBeVisible();
    await chat.page.keyboard.press("Escape");
    await expect(chat.page.getByRole("dialog")).toHaveCount(0);
  }
  await press("ArrowUp", "ArrowUp", alt);
  await expect(chat.answers.last()).toBeFocused();
  await press("л", "KeyK", 0);
  await expect(chat.questions.last()).toBeFocused();
  await press("щ", "KeyO", control + shift);
  await expect(chat.page).toHaveURL(/\/$/);
});

test("Where a finger types, Enter begins a line, the field has no focus of its own, and the button sends", async ({
  openElsewhere,
}) => {
  const phone = await openElsewhere({
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 844 },
  });
  await phone.open();
  await expect(phone.composer).not.toBeFocused();
  await expect(phone.composer).toHaveAttribute("enterkeyhint", "enter");
  await phone.composer.tap();
  await phone.composer.pressSequentially("/demo echo one\ntwo");
  await expect(phone.composer).toHaveValue("/demo echo one\ntwo");
  await phone.sendButton.tap();
  await expect(phone.questions.locator("p")).toHaveText("/demo echo one\ntwo");
});

test("Enter before the page is alive sends as soon as it is", async ({ chat }) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const asked = chat.page.waitForRequest("**/*.js");
  await chat.page.route("**/*.js", async (route) => {
    await released;
    await route.continue();
  });
  await chat.page.goto("/", { waitUntil: "commit" });
  await chat.composer.pressSequentially("/demo echo early");
  await chat.composer.press("Enter");
  await expect(chat.composer).toHaveValue("/demo echo early");
  await asked;
  release();

  await expect(chat.questions.locator("p")).toHaveText("/demo echo early");
  await expect(chat.composer).toHaveValue("");
});

test("Escape and Enter of an input method close and send nothing", async ({ chat, context }) => {
  await chat.converse("/demo echo one");
  const inputMethod = await context.newCDPSession(chat.page);
  const compose = (text: string) =>
    inputMethod.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  await chat.composer.press("ArrowUp");
  const edited = chat.page.getByRole("textbox", { name: "Edited message" });
  await edited.fill("");
  for (const key of ["Escape", "Enter"]) {
    await compose("にほん");
    await edited.press(key);
    await expect(edited).toBeFocused();
    await inputMethod.send("Input.insertText", { text: "日本" });
  }
  await expect(edited).toHaveValue(/^日本\s?日本\s?$/);
  await chat.page.getByRole("button", { name: "Cancel" }).click();

  await chat.page.getByRole("button", { name: "Conversation actions" }).click();
  await chat.page.getByRole("button", { name: "Rename" }).click();
  const title = chat.page.getByRole("textbox", { name: "Title" });
  await title.fill("");
  await compose("にほん");
  await title.press("Escape");
  await expect(title).toBeFocused();
});
