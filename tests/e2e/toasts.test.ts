import { expect, test } from "./support/fixtures.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

for (const [width, height] of [
  [1280, 800],
  [390, 844],
  [320, 640],
] as const) {
  test(`At ${width} px what is told lies above the composer, inside its column, and once`, async ({
    chat,
  }) => {
    await chat.page.setViewportSize({ width, height });
    await chat.converse("/demo echo one");
    for (let press = 0; press < 3; press += 1) await chat.page.keyboard.press("Control+Shift+C");
    const toast = chat.page.locator(".toast");
    await expect(toast).toHaveText(["Answer copied"]);
    await chat.composer.fill("A draft\nof\nthree lines");

    const composer = chat.page.locator("form.composer-dock");
    await expect
      .poll(async () => {
        const [above, below] = [await toast.boundingBox(), await composer.boundingBox()];
        if (!above || !below) return "nothing to be seen";
        if (above.y + above.height > below.y) return "on the composer";
        return above.x >= below.x && above.x + above.width <= below.x + below.width ? "above" : "beside";
      })
      .toBe("above");
  });
}

test("A thumb that is seen is not told of", async ({ chat }) => {
  await chat.converse("/demo echo one");
  await chat.answers.hover();
  const thumb = chat.answers.getByRole("button", { name: "Good answer" });
  await chat.afterSaving(() => thumb.click());
  await expect(thumb).toHaveAttribute("aria-pressed", "true");
  await expect(chat.page.locator(".toast")).toHaveCount(0);
});
