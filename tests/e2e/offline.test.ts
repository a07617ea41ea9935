import { expect, test } from "./support/fixtures.ts";

test("Offline one begins a new chat, comes back to what one knows, and what was sent goes out by itself", async ({
  chat,
  context,
  watch,
}) => {
  watch.expect(/ERR_INTERNET_DISCONNECTED/, /net::ERR/, /Failed to fetch/, /WebSocket/);
  const id = await chat.converse("/demo echo before");
  await chat.page.mouse.move(200, 200);
  await expect(chat.page.locator("link[rel=modulepreload][href*=route]").first()).toBeAttached();
  await chat.page.waitForLoadState("networkidle");
  await context.setOffline(true);
  await expect(chat.page.getByText("You are offline.")).toBeVisible();

  await chat.sidebar.getByRole("link", { name: "New chat" }).click();
  await expect(chat.page).toHaveURL(/\/$/);
  await expect(chat.composer).toBeFocused();
  await chat.composer.fill("A draft that stays");
  await chat.sidebar.locator(`a[href="/c/${id}"]`).click();
  await expect(chat.answers.locator(".markdown")).toHaveText("before");
  await chat.send("/demo echo after");
  await expect(chat.questions).toHaveCount(2);

  await chat.page.getByRole("button", { name: /^Account/ }).click();
  await chat.page.getByRole("link", { name: "Settings" }).click();
  await expect(chat.page.getByRole("heading", { name: "No connection" })).toBeVisible();
  await expect(chat.page.getByText("logged on our side")).toHaveCount(0);
  await expect(chat.row("before")).toBeVisible();

  await context.setOffline(false);
  await expect(chat.page.getByRole("heading", { name: "Settings" })).toBeVisible({ timeout: 20_000 });
  await chat.sidebar.locator(`a[href="/c/${id}"]`).click();
  await expect(chat.answers.locator(".markdown")).toHaveText(["before", "after"], { timeout: 20_000 });
  await chat.sidebar.getByRole("link", { name: "New chat" }).click();
  await expect(chat.composer).toHaveValue("A draft that stays");
});
