import { expect, test } from "./support/fixtures.ts";

test("An edit begins at the end of the text, and Escape asks before a change is thrown away", async ({
  chat,
}) => {
  await chat.converse("/demo echo one");
  await chat.composer.press("ArrowUp");
  const edited = chat.page.getByRole("textbox", { name: "Edited message" });
  await expect(edited).toBeFocused();
  await chat.page.keyboard.press("Escape");
  await expect(edited).toHaveCount(0);

  await chat.page.keyboard.press("e");
  await edited.pressSequentially(" and two");
  await expect(edited).toHaveValue("/demo echo one and two");
  await edited.press("Escape");
  await expect(chat.page.getByText("Press Esc again to discard your change.")).toBeVisible();
  await edited.pressSequentially("!");
  await edited.press("Escape");
  await expect(edited).toHaveValue("/demo echo one and two!");
  await edited.press("Escape");
  await expect(edited).toHaveCount(0);
  await expect(chat.questions.first()).toBeFocused();
});

test("An edit that was begun outlives a visit elsewhere and a reload, and is gone once it is sent", async ({
  chat,
}) => {
  const id = await chat.converse("/demo echo one");
  await chat.composer.press("ArrowUp");
  const edited = chat.page.getByRole("textbox", { name: "Edited message" });
  await edited.pressSequentially(" changed");
  await chat.sidebar.getByRole("link", { name: "New chat" }).click();
  await expect(chat.page).toHaveURL(/\/$/);
  await chat.sidebar.locator(`a[href="/c/${id}"]`).click();
  await expect(edited).toHaveValue("/demo echo one changed");
  await expect(chat.composer).toBeFocused();
  await chat.reload();
  await expect(edited).toHaveValue("/demo echo one changed");
  await edited.press("Enter");
  await expect(chat.answers.locator(".markdown")).toHaveText("one changed");
  await expect(chat.composer).toBeFocused();
  await chat.reload();
  await expect(chat.questions.locator("p").first()).toHaveText("/demo echo one changed");
  await expect(edited).toHaveCount(0);
});

test("A draft outlives its tab, is nobody else's, and is erased when its person signs out", async ({
  chat,
  openTab,
}) => {
  await chat.open();
  await chat.composer.fill("Half a thought");
  await chat.page.close();
  const later = await openTab();
  await later.open();
  await expect(later.composer).toHaveValue("Half a thought");

  await later.page.evaluate(() => localStorage.setItem("draft:somebody-else:new", "{}"));
  await later.reload();
  await expect(later.composer).toHaveValue("Half a thought");
  const kept = () =>
    later.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("draft:")));
  await expect.poll(kept).toEqual([expect.stringMatching(/^draft:person-\w+:new$/)]);

  await later.page.route("**/oauth2/**", (route) => route.fulfill({ body: "Signed out" }));
  await later.page.getByRole("button", { name: /^Account/ }).click();
  await later.page.getByRole("link", { name: "Sign out" }).click();
  await expect(later.page.getByText("Signed out")).toBeVisible();
  await later.open();
  await expect(later.composer).toHaveValue("");
});
