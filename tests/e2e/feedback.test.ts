import { expect, test } from "./support/fixtures.ts";

test("An answer is judged, commented on and the judgement taken back, in every tab", async ({
  chat,
  openTab,
}) => {
  const id = await chat.converse("/demo echo Judge me.");
  const other = await openTab();
  await other.open(`/c/${id}`);
  const thumb = (tab: typeof chat, name: string) => tab.answers.getByRole("button", { name, exact: true });
  // Tools are there for what is pointed at.
  const expectInOther = async (pressed: "true" | "false") => {
    await other.answers.hover();
    await expect(thumb(other, "Bad answer")).toHaveAttribute("aria-pressed", pressed);
  };
  await chat.page.bringToFront();
  await chat.answers.hover();
  await chat.afterSaving(() => thumb(chat, "Bad answer").click());
  await expectInOther("true");

  await chat.answers.hover();
  await chat.answers.getByRole("button", { name: "Add a comment" }).click();
  const dialog = chat.page.getByRole("dialog", { name: "What was good or bad? (optional)" });
  await dialog.getByRole("textbox").fill("Too short.");
  await chat.afterSaving(() => dialog.getByRole("button", { name: "Send" }).click());
  await chat.page.reload();
  await chat.answers.hover();
  await chat.answers.getByRole("button", { name: "Add a comment" }).click();
  await expect(dialog.getByRole("textbox")).toHaveValue("Too short.");
  await dialog.getByRole("button", { name: "Close" }).click();

  await chat.answers.hover();
  await chat.afterSaving(() => thumb(chat, "Bad answer").click());
  await expectInOther("false");
  await chat.afterSaving(() => chat.page.getByRole("button", { name: "Undo" }).last().click());
  await expectInOther("true");
});

test("A judgement that the server refuses is taken back where it was shown", async ({ chat, watch }) => {
  watch.expect(/status of 500/, /^500 from/);
  await chat.converse("/demo echo Judge me.");
  await chat.page.route("**/feedback", (route) =>
    route.fulfill({ status: 500, json: { error: { code: "internal", message: "Out of order." } } }),
  );
  await chat.answers.hover();
  const thumb = chat.answers.getByRole("button", { name: "Good answer" });
  await thumb.click();
  await expect(chat.page.getByText("Your feedback could not be saved. Out of order.")).toBeVisible();
  await expect(thumb).toHaveAttribute("aria-pressed", "false");
});

test("A message is deleted with what follows it once that is confirmed, and gone in every tab", async ({
  chat,
  openTab,
}) => {
  const id = await chat.converse("/demo echo First.");
  await chat.ask("/demo echo Second.");
  const other = await openTab();
  await other.open(`/c/${id}`);
  await chat.page.bringToFront();
  const remove = async () => {
    await chat.questions.last().hover();
    await chat.questions.last().getByRole("button", { name: "Delete from here" }).click();
  };
  const dialog = chat.page.getByRole("dialog", { name: "Delete from here?" });
  await remove();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(chat.answers).toHaveCount(2);
  await remove();
  await chat.afterSaving(() => dialog.getByRole("button", { name: "Delete" }).click());
  await expect(chat.answers).toHaveCount(1);
  await chat.ask("/demo echo Instead.");
  await expect(chat.answers).toHaveText([/First/, /Instead/]);
  await expect(other.answers).toHaveText([/First/, /Instead/]);
  await chat.reload();
  await expect(chat.answers).toHaveText([/First/, /Instead/]);
  await expect(chat.questions.getByText(/\/ 2/)).toHaveCount(0);
});

test("A question whose answer was deleted can be asked again", async ({ chat }) => {
  await chat.converse("/demo echo First.");
  await chat.answers.hover();
  await chat.answers.getByRole("button", { name: "Delete from here" }).click();
  const dialog = chat.page.getByRole("dialog", { name: "Delete from here?" });
  await chat.afterSaving(() => dialog.getByRole("button", { name: "Delete" }).click());
  await expect(chat.answers).toHaveCount(0);
  await expect(chat.questions).toContainText("No answer");
  await chat.questions.getByRole("button", { name: "Try again" }).click();
  await expect(chat.questions).toHaveCount(1);
  await expect(chat.answers.locator(".markdown")).toHaveText("First.");
  await chat.reload();
  await expect(chat.questions).toHaveCount(1);
  await expect(chat.questions.getByText("No answer")).toHaveCount(0);
});
