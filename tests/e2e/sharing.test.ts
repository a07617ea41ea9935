import { expect, test } from "./support/fixtures.ts";

test("A conversation is shared, read by anybody, continued by others and taken back", async ({
  chat,
  openElsewhere,
  user,
}) => {
  const { page } = chat;
  const id = await chat.converse("/demo echo <img src=x onerror=alert(1)> **Public** words.");
  await page.getByRole("button", { name: "Conversation actions" }).click();
  await page.getByRole("link", { name: "Share", exact: true }).filter({ visible: true }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("For everybody");
  await page.getByRole("button", { name: "Create link" }).click();
  await expect(page.getByText("The link to “For everybody” is ready.")).toBeVisible();
  const address = (await page.getByRole("link", { name: "For everybody" }).getAttribute("href")) ?? "";
  expect(address).toMatch(/\/share\/[0-9a-f-]{36}$/);
  await chat.open(`/c/${id}`);
  await chat.ask("/demo echo Private words.");

  const nobody = await openElsewhere({ user: null, expected: [/status of 404/] });
  const response = await nobody.page.goto(address);
  expect(response?.status()).toBe(200);
  expect(response?.headers()).toMatchObject({
    "cache-control": "private, no-store",
    "x-robots-tag": "noindex, nofollow",
  });
  await expect(nobody.page.getByRole("heading", { level: 1 })).toHaveText("For everybody");
  await expect(nobody.answers).toContainText("<img src=x onerror=alert(1)> Public words.");
  await expect(nobody.sidebar).toHaveCount(0);
  await expect(nobody.page.getByRole("button", { name: "Continue in your own chat" })).toHaveCount(0);
  const content = await nobody.page.content();
  for (const secret of ["Private words", user, id]) expect(content).not.toContain(secret);

  const friend = await openElsewhere({ user: `friend-of-${user}` });
  await friend.page.goto(address);
  await friend.page.getByRole("button", { name: "Continue in your own chat" }).click();
  await expect(friend.page.getByRole("heading", { level: 1 })).toHaveText("For everybody");
  await expect(friend.answers).toHaveCount(1);
  await friend.ask("/demo echo Going on.");
  await expect(friend.answers).toHaveCount(2);

  await chat.open("/shares");
  await page.getByRole("button", { name: "Delete link" }).click();
  await expect(page.getByText("You have shared nothing.")).toBeVisible();
  const gone = await nobody.page.goto(address);
  expect(gone?.status()).toBe(404);
  await expect(
    nobody.page.getByRole("heading", { name: "This shared conversation is not available" }),
  ).toBeVisible();
});

test("A share is made and deleted without JavaScript", async ({ chat, openElsewhere }) => {
  const id = await chat.converse("/demo echo Plain words.");
  const plain = await openElsewhere({ javaScriptEnabled: false });
  await plain.page.goto(`/shares?new=${id}`);
  await plain.page.getByRole("textbox", { name: "Title" }).fill("Without script");
  await plain.page.getByRole("button", { name: "Create link" }).click();
  await expect(plain.page.getByRole("link", { name: "Without script" })).toBeVisible();
  await plain.page.getByRole("button", { name: "Delete link" }).click();
  await expect(plain.page.getByText("You have shared nothing.")).toBeVisible();
});
