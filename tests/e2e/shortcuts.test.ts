import { expect, test } from "./support/fixtures.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("Control and the slash list every key, and so does the question mark at a message", async ({ chat }) => {
  await chat.converse("/demo echo one");
  await chat.composer.pressSequentially("why?");
  await expect(chat.composer).toHaveValue("why?");
  await expect(chat.page.getByRole("dialog")).toHaveCount(0);
  await chat.composer.press("Control+/");
  const list = chat.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(list.getByRole("term")).not.toHaveCount(0);
  await chat.page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
  await expect(chat.composer).toBeFocused();

  await chat.composer.fill("");
  await chat.page.keyboard.press("Alt+ArrowUp");
  await chat.page.keyboard.press("?");
  await expect(list).toBeVisible();
  await chat.page.keyboard.press("Escape");
  await expect(chat.answers.last()).toBeFocused();
});

test("Escape asks first, and stops the answer at the second press", async ({ chat }) => {
  await chat.begin("/demo slow");
  const answer = await chat.requireGrowing();
  await chat.page.keyboard.press("Escape");
  await expect(chat.page.getByText("Press Esc again to stop the answer.")).toBeVisible();
  await expect(answer).toHaveAttribute("data-status", "streaming");
  await chat.page.keyboard.press("Escape");

  await chat.expectEnd(answer, "stopped");
});

test("Escape that closes a menu stops nothing", async ({ chat }) => {
  await chat.begin("/demo slow");
  const answer = await chat.requireGrowing();
  await chat.page.getByRole("button", { name: "Conversation actions" }).click();
  await chat.page.keyboard.press("Escape");
  await chat.page.keyboard.press("Escape");
  await expect(chat.page.getByText("Press Esc again to stop the answer.")).toBeVisible();
  await expect(answer).toHaveAttribute("data-status", "streaming");
});

test("Control, Shift and C copies the last answer as it was written", async ({ chat }) => {
  await chat.converse("/demo echo Some **bold** words.");
  await chat.page.keyboard.press("Control+Shift+C");
  await expect(chat.page.getByText("Answer copied")).toBeVisible();

  expect(await chat.page.evaluate(() => navigator.clipboard.readText())).toBe("Some **bold** words.");
});

test("Control, Shift and O begins a new chat", async ({ chat }) => {
  await chat.converse("/demo echo old");
  await chat.page.keyboard.press("Control+Shift+O");
  await expect(chat.page).toHaveURL(/\/$/);
  await expect(chat.composer).toBeFocused();
});

test("Alt and the arrow up lead to the messages, where J, K, E and the slash are commands", async ({
  chat,
}) => {
  await chat.converse("/demo echo one");
  await chat.ask("/demo echo two");
  await chat.composer.pressSequentially("jke/");
  await expect(chat.composer).toHaveValue("jke/");
  await chat.composer.fill("");
  await chat.page.keyboard.press("Alt+ArrowUp");
  await expect(chat.answers.last()).toBeFocused();
  await chat.page.keyboard.press("k");
  await expect(chat.questions.last()).toBeFocused();
  await chat.page.keyboard.press("k");
  await expect(chat.answers.first()).toBeFocused();
  await chat.page.keyboard.press("j");
  await expect(chat.questions.last()).toBeFocused();
  await chat.page.keyboard.press("e");
  await expect(chat.page.getByRole("textbox", { name: "Edited message" })).toHaveValue("/demo echo two");
  await chat.page.keyboard.press("Escape");
  await expect(chat.questions.last()).toBeFocused();
  await chat.page.keyboard.press("/");
  await expect(chat.composer).toBeFocused();
  await expect(chat.composer).toHaveValue("");
});

test("A growing answer is told to screen readers by whole sentences", async ({ chat }) => {
  await chat.open();
  await chat.page.evaluate(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const reader = target.parentElement?.closest("[data-answer-reader]");
        const element = reader ?? (target instanceof Element ? target.closest("[data-answer-reader]") : null);
        if (element?.textContent) told.push(element.textContent);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const sentences = Array.from({ length: 60 }, (_, index) => `Here is sentence ${index}.`);
  await chat.ask(`/demo echo ${sentences.join(" ")}`);
  await expect
    .poll(() => chat.page.evaluate(() => (window as unknown as { told: string[] }).told.at(-1)))
    .toContain("sentence 59.");
  const told = await chat.page.evaluate(() => (window as unknown as { told: string[] }).told);

  expect(told.length).toBeLessThan(sentences.length / 2);
  for (const batch of told) expect(batch).toMatch(/^Here is .*\.$/);
  expect(told.join(" ")).toBe(sentences.join(" "));
});
