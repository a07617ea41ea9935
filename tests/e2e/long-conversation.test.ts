import type { Page } from "@playwright/test";
import type { ChatPage } from "./support/chat-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { importConversation, numberedTalk } from "./support/import-conversation.ts";

const maxRows = 300;

/** Scrolls to the end of what is loaded, again and again, until the row is there. */
async function scrollUntil(page: Page, place: "top" | "bottom", text: string): Promise<void> {
  await expect(async () => {
    await page.evaluate((edge) => {
      const list = document.querySelector("[role=log]");
      if (list) list.scrollTop = edge === "top" ? 0 : list.scrollHeight;
    }, place);
    await expect(page.getByText(text, { exact: true })).toBeAttached({ timeout: 100 });
  }).toPass({ timeout: 30_000 });
}

const countRows = ({ page }: ChatPage) => page.locator(".message-row").count();

function distanceToEnd(page: Page): Promise<number> {
  return page.evaluate(() => {
    const list = document.querySelector("[role=log]");
    return list ? Math.round(list.scrollHeight - list.clientHeight - list.scrollTop) : NaN;
  });
}

test("A long conversation opens at its end and is paged through both ways with a bounded page", async ({
  chat,
  page,
}) => {
  const { id } = await importConversation(page.request, { messages: numberedTalk(700) });
  await chat.open(`/c/${id}`);
  await expect(page.getByText("Answer number 700: a word and code.")).toBeInViewport();
  expect(await distanceToEnd(page)).toBeLessThanOrEqual(1);
  expect(await countRows(chat)).toBe(50);

  await scrollUntil(page, "top", "Question number 1");
  expect(await countRows(chat)).toBe(maxRows);
  await expect(page.getByText("Question number 699", { exact: true })).toHaveCount(0);

  await scrollUntil(page, "bottom", "Question number 699");
  expect(await countRows(chat)).toBe(maxRows);
  await expect(page.getByText("Question number 1", { exact: true })).toHaveCount(0);
});

test("What is read stays where it is while an earlier page comes in above it", async ({ chat, page }) => {
  const { id } = await importConversation(page.request, { messages: numberedTalk(160) });
  await chat.open(`/c/${id}`);
  // The page comes late, so that what has come into view has its real height by then.
  await page.route(/\/messages\?before=/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
  const moved = await page.evaluate(async () => {
    const list = document.querySelector("[role=log]");
    if (!list) return NaN;
    list.scrollTop = 300;
    await new Promise((resolve) => setTimeout(resolve, 150));
    const { top } = list.getBoundingClientRect();
    const rows = [...list.querySelectorAll(".message-row")];
    const row = rows.find((candidate) => candidate.getBoundingClientRect().top > top);
    if (!row) return NaN;
    const before = row.getBoundingClientRect().top;
    const count = rows.length;
    while (list.querySelectorAll(".message-row").length === count) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
    return Math.abs(row.getBoundingClientRect().top - before);
  });
  expect(moved).toBeLessThanOrEqual(2);
});

test("The jump button leads from an early part to the end, and a sent message does too", async ({
  chat,
  page,
}) => {
  const { id } = await importConversation(page.request, { messages: numberedTalk(500) });
  await chat.open(`/c/${id}`);
  await scrollUntil(page, "top", "Question number 1");
  await page.getByRole("button", { name: "Jump to the end" }).click();
  await expect(page.getByText("Answer number 500: a word and code.")).toBeInViewport();
  await expect.poll(() => distanceToEnd(page)).toBeLessThanOrEqual(1);

  await scrollUntil(page, "top", "Question number 1");
  await chat.send("A new question");
  await expect(chat.questions.last()).toContainText("A new question");
  await chat.expectEnd(chat.answers.last(), "complete");
  await expect(chat.answers.last()).toBeInViewport();
});

test("Words are found in the whole conversation, and the place is shown", async ({ chat, page }) => {
  const messages = numberedTalk(600);
  messages[20] = { role: "user", content: "The early needle in question 21" };
  messages[590] = { role: "user", content: "The late needle in question 591" };
  const { id } = await importConversation(page.request, { messages });
  await chat.open(`/c/${id}`);
  await page.keyboard.press("Control+f");
  const bar = page.getByRole("search").filter({ has: page.getByLabel("Find in this conversation") });
  await bar.getByRole("searchbox").fill("needle");
  await expect(bar.getByRole("status")).toHaveText("2 / 2");
  await expect(page.getByText("The late needle")).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(bar.getByRole("status")).toHaveText("1 / 2");
  await expect(page.getByText("The early needle")).toBeInViewport();
  expect(await page.evaluate(() => CSS.highlights.get("found")?.size)).toBe(1);
  await bar.getByRole("searchbox").fill("nothing like this");
  await expect(bar.getByRole("status")).toHaveText("Nothing found");
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
});

test("An address names a message, which is shown on whatever branch it is", async ({ chat, page }) => {
  const { id, messageIds } = await importConversation(page.request, { messages: numberedTalk(400) });
  await chat.open(`/c/${id}?at=${messageIds[100]}`);
  await expect(page.getByText("Question number 101", { exact: true })).toBeInViewport();
  await expect(page).toHaveURL(`/c/${id}`);

  const turn = await page.request.post(`/api/conversations/${id}/messages`, {
    data: { content: "Another way", parentId: messageIds[99] },
  });
  expect(turn.status()).toBe(200);
  await page.goto(`/c/${id}?at=${messageIds[398]}`);
  await expect(page.getByText("Question number 399", { exact: true })).toBeInViewport();
  await expect(page.getByText("You are viewing another version.")).toBeVisible();
  await expect(chat.composer).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("Question number 399", { exact: true })).toBeInViewport();
  await page.getByRole("link", { name: "Back", exact: true }).click();
  await expect(page).toHaveURL(`/c/${id}`);
  await expect(chat.questions.last()).toContainText("Another way");
  await expect(chat.composer).toBeFocused();

  await page.goto(`/c/${id}?at=${messageIds[398]}`);
  await page.getByRole("button", { name: "Go on from here" }).click();
  await expect(page).toHaveURL(`/c/${id}`);
  await expect(chat.questions.last()).toContainText("Question number 399");
  await expect(chat.composer).toBeVisible();
});

test.describe("Without script", () => {
  test.use({ javaScriptEnabled: false });
  test("a long conversation is read page by page, both ways", async ({ page }) => {
    const { id } = await importConversation(page.request, { messages: numberedTalk(120) });
    await page.goto(`/c/${id}`);
    await page.getByRole("button", { name: "Load earlier" }).click();
    await expect(page.getByText("Question number 21", { exact: true })).toBeAttached();
    await page.getByRole("button", { name: "Load later" }).click();
    await expect(page.getByText("Question number 71", { exact: true })).toBeAttached();
    await expect(page.getByText("Question number 21", { exact: true })).toHaveCount(0);
  });
});

test("A long message that is sent from a full window leads to the end, and its answer is followed", async ({
  chat,
  page,
}) => {
  const { id } = await importConversation(page.request, { messages: numberedTalk(700) });
  await chat.open(`/c/${id}`);
  await scrollUntil(page, "top", "Question number 401");
  await page.getByRole("button", { name: "Jump to the end" }).click();
  await expect(page.getByText("Answer number 700: a word and code.")).toBeInViewport();
  await chat.send(`/demo echo ${"A line of some words.\n\n".repeat(40)}The end.`);
  await expect(chat.answers.last().locator(".markdown")).toContainText("A line of some words.");
  await chat.expectEnd(chat.answers.last(), "complete");
  await expect.poll(() => distanceToEnd(page)).toBeLessThanOrEqual(1);
});
