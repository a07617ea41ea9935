import { expect, test } from "./support/fixtures.ts";

const notFound = /status of 404/;

test("A conversation is renamed in the sidebar", async ({ chat }) => {
  await chat.converse("/demo echo first words");
  await chat.openRowMenu("first words");
  await chat.page.getByRole("button", { name: "Rename" }).filter({ visible: true }).click();
  const field = chat.sidebar.getByRole("textbox", { name: "Title" });
  await field.fill("Better words");
  await chat.afterSaving(() => field.press("Enter"));

  await expect(chat.row("Better words")).toBeVisible();
  await expect(chat.page.getByRole("heading", { level: 1 })).toHaveText("Better words");
  await chat.reload();
  await expect(chat.row("Better words")).toBeVisible();
  await expect(chat.page).toHaveTitle(/^Better words · /);
});

test("A conversation is renamed in its header, and Escape leaves its title", async ({ chat }) => {
  await chat.converse("/demo echo first words");
  const menu = chat.page.getByRole("button", { name: "Conversation actions" });
  const field = chat.page.getByRole("main").getByRole("textbox", { name: "Title" });
  await menu.click();
  await chat.page.getByRole("button", { name: "Rename" }).click();
  await field.fill("Not this");
  await field.press("Escape");
  await expect(chat.page.getByRole("heading", { level: 1 })).toHaveText(/first words/i);

  await menu.click();
  await chat.page.getByRole("button", { name: "Rename" }).click();
  await field.fill("But this");
  await field.press("Enter");
  await expect(chat.row("But this")).toBeVisible();
});

test("A pinned conversation stands above the others until it is unpinned", async ({ chat }) => {
  await chat.converse("/demo echo older one");
  await expect(chat.row("older one")).toBeVisible();
  await chat.converse("/demo echo newer one");
  await expect(chat.row("newer one")).toBeVisible();
  await chat.openRowMenu("older one");
  const pin = chat.page.getByRole("button", { name: "Pin", exact: true }).filter({ visible: true });
  await chat.afterSaving(() => pin.click());
  const pinned = chat.sidebar.getByRole("region", { name: "Pinned" });
  await expect(pinned.getByRole("link")).toHaveText([/older one/i]);
  await chat.reload();
  await expect(pinned.getByRole("link")).toHaveText([/older one/i]);
  await chat.openRowMenu("older one");
  await chat.page.getByRole("button", { name: "Unpin" }).filter({ visible: true }).click();
  await expect(pinned).toHaveCount(0);
});

test("A deleted conversation can be brought back, and else is gone for good", async ({ chat, watch }) => {
  watch.expect(notFound);
  const conversationId = await chat.converse("/demo echo short lived");
  await chat.openRowMenu("short lived");
  const remove = chat.page.getByRole("button", { name: "Delete", exact: true }).filter({ visible: true });
  await remove.click();
  await expect(chat.page).toHaveURL(/\/$/);
  await expect(chat.row("short lived")).toHaveCount(0);
  await chat.page.getByRole("button", { name: "Undo" }).click();
  await expect(chat.row("short lived")).toBeVisible();
  await expect(chat.page).toHaveURL(`/c/${conversationId}`);
  await expect(chat.answers).toHaveCount(1);

  await chat.page.getByRole("button", { name: "Conversation actions" }).click();
  await remove.click();
  await expect(chat.page.getByText(/short lived” was deleted/)).toBeVisible();
  await expect(chat.row("short lived")).toHaveCount(0);
  const response = await chat.page.goto(`/c/${conversationId}`);
  expect(response?.status()).toBe(404);
});

test("What is deleted is gone at once, for everybody and whatever happens to the tab", async ({
  chat,
  openElsewhere,
  request,
}) => {
  const conversationId = await chat.converse("/demo echo left behind");
  const made = await request.post("/api/shares", { data: { conversationId } });
  const { url } = (await made.json()) as { url: string };
  await chat.openRowMenu("left behind");
  await chat.afterSaving(() =>
    chat.page.getByRole("button", { name: "Delete", exact: true }).filter({ visible: true }).click(),
  );
  await expect(chat.page.getByText(/left behind” was deleted/)).toBeVisible();
  expect((await request.get(`/api/conversations/${conversationId}`)).status()).toBe(404);
  const nobody = await openElsewhere({ user: null, expected: [/status of 404/] });
  expect((await nobody.page.goto(url))?.status()).toBe(404);
  await chat.reload();
  await expect(chat.row("left behind")).toHaveCount(0);
});

test("A conversation deleted in one tab says so in the other", async ({ chat, openTab }) => {
  const conversationId = await chat.converse("/demo echo shared view");
  const other = await openTab();
  await other.open(`/c/${conversationId}`);
  await other.openRowMenu("shared view");
  await other.page.getByRole("button", { name: "Delete", exact: true }).filter({ visible: true }).click();

  await expect(chat.page.getByRole("heading", { name: "This conversation was deleted" })).toBeVisible();
  await expect(chat.row("shared view")).toHaveCount(0);
  await other.page.getByRole("button", { name: "Undo" }).click();
  await expect(chat.row("shared view")).toBeVisible();
  await expect(chat.answers.locator(".markdown")).toHaveText("shared view");
});

test("Two people see nothing of each other", async ({ chat, openElsewhere, request }) => {
  const conversationId = await chat.converse("/demo echo my secret");
  const stranger = await openElsewhere({ user: "stranger", expected: [notFound] });
  const response = await stranger.page.goto(`/c/${conversationId}`);

  expect(response?.status()).toBe(404);
  await expect(stranger.page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  expect(await stranger.page.content()).not.toMatch(/my secret/i);
  const theirs = await stranger.page.request.delete(`/api/conversations/${conversationId}`);
  expect([204, 404]).toContain(theirs.status());
  const unknown = await request.get(`/api/conversations/00000000-0000-7000-8000-000000000000`);
  const foreign = await stranger.page.request.get(`/api/conversations/${conversationId}`);
  expect(await foreign.text()).toBe(await unknown.text());
  expect((await request.get(`/api/conversations/${conversationId}`)).status()).toBe(200);
});

test("Somebody who is not signed in gets a page that says so", async ({ openElsewhere }) => {
  const nobody = await openElsewhere({ user: null, expected: [/status of 401/] });
  const response = await nobody.page.goto("/");

  expect(response?.status()).toBe(401);
  await expect(nobody.page.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
  await expect(nobody.page.getByRole("link", { name: "Try again" })).toBeVisible();
});

test("An address that names nothing gets a page with a way on", async ({ chat, watch }) => {
  watch.expect(notFound);
  const response = await chat.page.goto("/no/such/page");

  expect(response?.status()).toBe(404);
  await expect(chat.page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await chat.page.getByRole("link", { name: "New chat" }).first().click();
  await expect(chat.composer).toBeVisible();
});
