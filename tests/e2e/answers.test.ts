import { readAnswer } from "./support/chat-api.ts";
import { expect, test } from "./support/fixtures.ts";
import { numberedWords } from "./support/numbered-words.ts";
import { watchGrowth } from "./support/watch-growth.ts";

test("Stop freezes the answer, and it stays as it was after a reload", async ({ chat, request }) => {
  const conversationId = await chat.begin("/demo long 20000");
  const answer = await chat.requireGrowing();
  await chat.stopButton.click();
  await chat.expectEnd(answer, "stopped");
  await expect(answer).toContainText("Stopped by you");

  const kept = await chat.textOf(answer);
  expect(numberedWords(20_000).startsWith(kept.trimEnd())).toBe(true);
  expect((await readAnswer(request, conversationId)).content.trimEnd()).toBe(kept.trimEnd());
  await expect(chat.sendButton).toBeVisible();

  await chat.reload();
  await expect(chat.answers).toHaveAttribute("data-status", "stopped");
  expect(await chat.textOf(chat.answers.first())).toBe(kept);
});

test("Continue goes on from the last character of a stopped answer", async ({ chat, request }) => {
  const conversationId = await chat.begin("/demo long 400");
  const answer = await chat.requireGrowing();
  await chat.stopButton.click();
  await chat.expectEnd(answer, "stopped");
  await answer.getByRole("button", { name: "Continue" }).click();

  await chat.expectEnd(answer, "complete");
  expect(await chat.textOf(answer)).toBe(numberedWords(400));
  expect((await readAnswer(request, conversationId)).content).toBe(numberedWords(400));
});

test("An answer that failed keeps its words, says why and can be tried again", async ({ chat }) => {
  await chat.begin("/demo fail");
  const answer = chat.answers.first();
  await chat.expectEnd(answer, "failed");
  await expect(answer).toContainText("This answer is meant to go wrong half-way.");
  await expect(answer).toContainText("The model failed while answering. What arrived is kept.");
  // Codes are for the log.
  await expect(answer).not.toContainText("model_failed");

  await answer.getByRole("button", { name: "Try again" }).click();
  await expect(chat.answers).toHaveCount(1);
  await expect(chat.answers.getByRole("group", { name: "Versions" })).toHaveText(/2 \/ 2/);
  await chat.expectEnd(chat.answers.first(), "failed");
});

test("Who waits for a busy model sees their place in line, and may stop waiting", async ({ chat }) => {
  await chat.begin("/demo overload");

  await expect(chat.answers.first()).toContainText("in line");
  await chat.stopButton.click();
  await chat.expectEnd(chat.answers.first(), "stopped");
});

test("Regenerate gives a second version, and both can be looked at", async ({ chat }) => {
  await chat.converse("/demo echo Again.");
  await chat.answers.first().getByRole("button", { name: "Regenerate" }).click();
  const versions = chat.answers.getByRole("group", { name: "Versions" });
  await expect(versions).toHaveText(/2 \/ 2/);
  await chat.expectEnd(chat.answers.first(), "complete");

  await versions.getByRole("button", { name: "Previous version" }).click();
  await expect(versions).toHaveText(/1 \/ 2/);
  await chat.reload();
  await expect(versions).toHaveText(/1 \/ 2/);
});

test("An edited message gets a new answer, and the old branch is kept", async ({ chat }) => {
  await chat.converse("/demo echo Before.");
  await chat.ask("/demo echo Further.");
  const question = chat.questions.first();
  await question.hover();
  await question.getByRole("button", { name: "Edit message" }).click();
  await question.getByRole("textbox", { name: "Edited message" }).fill("/demo echo After.");
  await question.getByRole("button", { name: "Send" }).click();

  await expect(chat.answers.locator(".markdown")).toHaveText(["After."]);
  await chat.expectEnd(chat.answers.first(), "complete");
  await chat.questions.first().getByRole("button", { name: "Previous version" }).click();
  await expect(chat.answers.locator(".markdown")).toHaveText(["Before.", "Further."]);
});

test("Escape gives up an edit, and asks first when something was changed", async ({ chat }) => {
  await chat.converse("/demo echo Unchanged.");
  const question = chat.questions.first();
  await question.hover();
  await question.getByRole("button", { name: "Edit message" }).click();
  const field = question.getByRole("textbox", { name: "Edited message" });
  await field.fill("Something else");
  await field.press("Escape");
  await expect(question.getByRole("status")).toHaveText(/Esc/);
  await field.press("Escape");

  await expect(field).toHaveCount(0);
  await expect(question.locator("p")).toHaveText("/demo echo Unchanged.");
});

test("Copy puts exactly the code of a block on the clipboard", async ({ chat, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const code = 'const greeting = "<b>Hello</b>";\n\nif (greeting) {\n\tsay(greeting);\n}';
  await chat.converse(`/demo echo Here:\n\n\`\`\`ts\n${code}\n\`\`\``);
  const block = chat.answers.getByRole("figure");
  await expect(block).toContainText("TypeScript");
  await block.getByRole("button", { name: "Copy" }).click();

  await expect(block.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await chat.page.evaluate(() => navigator.clipboard.readText())).toBe(code);
});

test("Two tabs of one person see the same answer grow, and either can stop it", async ({ chat, openTab }) => {
  const conversationId = await chat.begin("/demo long 20000");
  await chat.requireGrowing();
  const other = await openTab();
  await other.open(`/c/${conversationId}`);
  const growth = watchGrowth(other.page);
  await other.requireGrowing();
  await other.stopButton.click();

  for (const stage of await growth) expect(numberedWords(20_000).startsWith(stage.trimEnd())).toBe(true);
  for (const tab of [chat, other]) await tab.expectEnd(tab.answers.first(), "stopped");
  const kept = await chat.textOf(chat.answers.first());
  expect(numberedWords(20_000).startsWith(kept.trimEnd())).toBe(true);
  expect(await other.textOf(other.answers.first())).toBe(kept);
});

test("A message sent in one tab appears in the other", async ({ chat, openTab }) => {
  const conversationId = await chat.converse("/demo echo Here.");
  const other = await openTab();
  await other.open(`/c/${conversationId}`);
  await other.ask("/demo echo And there.");

  await expect(chat.answers.locator(".markdown")).toHaveText(["Here.", "And there."]);
  const third = await openTab();
  await third.open();
  await third.send("/demo echo Elsewhere");
  await expect(chat.row("Elsewhere")).toBeVisible();
});
