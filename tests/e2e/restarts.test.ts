import { readAnswer } from "./support/chat-api.ts";
import { expect, test } from "./support/fixtures.ts";
import { numberedWords } from "./support/numbered-words.ts";

/** The browser tells of connections that a stopped server refused. */
const connectionLost = /WebSocket connection|ERR_CONNECTION/;

test.use({ baseURL: async ({ ownChatbot }, provide) => provide(ownChatbot.url) });

test("A server killed in the middle of an answer comes back, and the tab finds everything again", async ({
  chat,
  ownChatbot,
  watch,
  request,
}) => {
  watch.expect(connectionLost);
  const conversationId = await chat.begin("/demo long 20000");
  await chat.requireGrowing();
  // So much is surely in the log: it is written four times a second.
  await expect(chat.answers.first().locator(".markdown")).toContainText("w60 ");
  await chat.composer.fill("A thought meanwhile");

  await ownChatbot.kill();
  await expect(chat.banner).toBeVisible();
  await ownChatbot.start();

  await expect(chat.banner).toBeHidden({ timeout: 20_000 });
  const answer = chat.answers.first();
  await chat.expectEnd(answer, "interrupted");
  await expect(answer).toContainText("Interrupted when the server restarted");
  await expect(chat.questions.locator("p")).toHaveText("/demo long 20000");
  await expect(chat.composer).toHaveValue("A thought meanwhile");
  const { content, status } = await readAnswer(request, conversationId);
  expect(status).toBe("interrupted");
  expect(content).toMatch(/^w1 w2 w3 /);
  expect(numberedWords(20_000).startsWith(content.trimEnd())).toBe(true);
  expect((await chat.textOf(answer)).trimEnd()).toBe(content.trimEnd());

  await answer.getByRole("button", { name: "Continue" }).click();
  await expect(answer).toHaveAttribute("data-status", "streaming");
  await expect.poll(() => chat.textOf(answer)).toMatch(new RegExp(`^${content.trimEnd()} w`));
  await chat.stopButton.click();
  await chat.expectEnd(answer, "stopped");
  expect(numberedWords(20_000).startsWith((await chat.textOf(answer)).trimEnd())).toBe(true);
});

test("A server asked to stop lets a running answer finish first", async ({ chat, ownChatbot, watch }) => {
  watch.expect(connectionLost);
  const conversationId = await chat.begin("/demo long 400");
  const answer = await chat.requireGrowing();
  const stopped = ownChatbot.stop();

  await chat.expectEnd(answer, "complete");
  expect(await chat.textOf(answer)).toBe(numberedWords(400));
  expect(await stopped).toBe(0);
  await ownChatbot.start();
  await chat.open(`/c/${conversationId}`);
  await expect(chat.answers.locator(".markdown")).toHaveText(numberedWords(400));
});

test("A message sent while the server is away goes out once, as soon as it is back", async ({
  chat,
  ownChatbot,
  watch,
}) => {
  watch.expect(connectionLost);
  await chat.converse("/demo echo Before.");
  expect(await ownChatbot.stop()).toBe(0);
  await chat.send("/demo echo Meanwhile.");
  await expect(chat.banner).toBeVisible();
  await expect(chat.questions.locator("p")).toHaveText(["/demo echo Before.", "/demo echo Meanwhile."]);
  await ownChatbot.start();

  await expect(chat.answers.locator(".markdown")).toHaveText(["Before.", "Meanwhile."], { timeout: 20_000 });
  await chat.reload();
  await expect(chat.questions.locator("p")).toHaveText(["/demo echo Before.", "/demo echo Meanwhile."]);
});
