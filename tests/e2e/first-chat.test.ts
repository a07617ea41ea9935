import { countReads, readAnswer } from "./support/chat-api.ts";
import { numberedWords } from "./support/numbered-words.ts";
import { watchGrowth } from "./support/watch-growth.ts";
import { expect, test } from "./support/fixtures.ts";

test("The first message makes a conversation, and its answer grows piece by piece", async ({
  chat,
  request,
}) => {
  await chat.open();
  await expect(chat.page).toHaveTitle(/^New chat · /);
  const growth = watchGrowth(chat.page);
  await chat.send("/demo long 200");
  const conversationId = await chat.requireConversationId();
  await expect(chat.questions.locator("p")).toHaveText(["/demo long 200"]);

  const stages = await growth;
  expect(stages.length).toBeGreaterThan(8);
  for (const [index, stage] of stages.entries()) expect(stage.startsWith(stages[index - 1] ?? "")).toBe(true);
  expect(stages.at(-1)).toBe(numberedWords(200));
  expect((await readAnswer(request, conversationId)).content).toBe(numberedWords(200));
});

test("A reload keeps the conversation, and the standby answers the read", async ({ chat, chatbot }) => {
  await chat.converse("/demo echo Kept for later.");
  const before = await countReads(chatbot.url, "standby");

  await chat.reload();
  await expect(chat.questions).toContainText(["/demo echo Kept for later."]);
  await expect(chat.answers.locator(".markdown")).toHaveText("Kept for later.");
  // Right after one's own write the primary may answer; once the standby has caught up it must not.
  await expect(async () => {
    await chat.reload();
    expect(await countReads(chatbot.url, "standby")).toBeGreaterThan(before);
  }).toPass();
});

test("A reload in the middle of an answer goes on without a gap or a repetition", async ({
  chat,
  request,
}) => {
  const conversationId = await chat.begin("/demo long 600");
  await chat.requireGrowing();

  await chat.reload();
  const stages = await watchGrowth(chat.page);
  expect(stages.length).toBeGreaterThan(8);
  // The end is shown as it is persisted; only the way there shows what the stream brought.
  for (const stage of stages) expect(numberedWords(600).startsWith(stage.trimEnd())).toBe(true);
  expect(stages.at(-1)).toBe(numberedWords(600));
  expect((await readAnswer(request, conversationId)).content).toBe(numberedWords(600));
});

test("A second message goes on in the same conversation", async ({ chat }) => {
  const conversationId = await chat.converse("/demo echo One.");
  await chat.ask("/demo echo Two.");

  await expect(chat.answers.locator(".markdown")).toHaveText(["One.", "Two."]);
  expect(await chat.requireConversationId()).toBe(conversationId);
});

test("The model gives the conversation its title after the first answer", async ({ chat }) => {
  await chat.converse("Please tell me about the standby server");

  await expect(chat.row("Please tell me about the standby")).toBeVisible();
  await expect(chat.page.getByRole("heading", { level: 1 })).toHaveText(/^Please tell me about the standby/);
});

test("A growing answer stays in view until the person scrolls up", async ({ chat }) => {
  await chat.begin("/demo long 20000");
  await chat.requireGrowing();
  const list = chat.messageList;
  await expect.poll(() => list.evaluate((e) => e.scrollHeight - e.clientHeight)).toBeGreaterThan(100);
  for (let look = 0; look < 5; look++) {
    await expect
      .poll(() => list.evaluate((e) => e.scrollHeight - e.clientHeight - e.scrollTop))
      .toBeLessThan(60);
    await chat.page.waitForTimeout(100);
  }

  await list.hover();
  await chat.page.mouse.wheel(0, -300);
  await expect(chat.page.getByRole("button", { name: "Jump to the end" })).toBeVisible();
  const top = await list.evaluate((e) => e.scrollTop);
  await chat.page.waitForTimeout(700);
  expect(Math.abs((await list.evaluate((e) => e.scrollTop)) - top)).toBeLessThan(2);

  await chat.page.getByRole("button", { name: "Jump to the end" }).click();
  await expect
    .poll(() => list.evaluate((e) => e.scrollHeight - e.clientHeight - e.scrollTop))
    .toBeLessThan(60);
  await chat.stopButton.click();
});
