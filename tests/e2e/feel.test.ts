import { expect, test } from "./support/fixtures.ts";
import { richText } from "./support/rich-text.ts";

test("Coming back to a conversation shows it as it was left, also after a reload", async ({ chat }) => {
  await chat.converse(`/demo echo ${richText}`);
  await chat.ask(`/demo echo ${richText}`);
  await chat.ask("/demo echo the end");
  const question = chat.questions.nth(1);
  await question.evaluate((message) => message.scrollIntoView({ block: "start" }));
  await expect(chat.page.getByRole("button", { name: "Jump to the end" })).toBeVisible();
  await expect
    .poll(() => chat.page.evaluate(() => sessionStorage.getItem("views")))
    .toContain(await question.getAttribute("data-message-id"));
  const before = (await question.boundingBox())?.y ?? 0;

  await chat.page.getByRole("link", { name: /^New chat/ }).click();
  await expect(chat.page).toHaveURL(/\/$/);
  await chat.page.goBack();
  await expect.poll(async () => Math.abs(((await question.boundingBox())?.y ?? 0) - before)).toBeLessThan(4);
  await chat.reload();
  await expect.poll(async () => Math.abs(((await question.boundingBox())?.y ?? 0) - before)).toBeLessThan(4);
});

test("A toast goes away by itself, but not while it is pointed at", async ({ chat }) => {
  await chat.page.clock.install();
  await chat.converse("/demo echo copy me");
  await chat.page.context().grantPermissions(["clipboard-write"]);
  await chat.page.keyboard.press("Control+Shift+C");
  const toast = chat.page.getByText("Answer copied");
  await toast.hover();
  await chat.page.clock.runFor(20_000);
  await expect(toast).toBeVisible();
  await chat.composer.hover();
  await chat.page.clock.runFor(9_000);
  await expect(toast).toHaveCount(0);
});

test("A page that is long in coming shows where its words will stand", async ({ chat }) => {
  await chat.converse("/demo echo slow to open");
  await chat.open("/");
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await chat.page.route(/\/c\/.*\.data/, async (route) => {
    await held;
    await route.continue();
  });
  await chat.sidebar.getByRole("link", { name: /slow to open/i }).click();
  await expect(chat.page.getByRole("status", { name: "Loading…" })).toBeVisible();
  release();
  await expect(chat.answers.locator(".markdown")).toHaveText("slow to open");
  await expect(chat.page.getByRole("status", { name: "Loading…" })).toHaveCount(0);
});

test.describe("In forced colours", () => {
  test.use({ contextOptions: { forcedColors: "active" } });

  test("buttons keep an edge, and what is chosen is marked by more than colour", async ({ chat }) => {
    await chat.open("/");
    const edge = await chat.sendButton.evaluate((button) => getComputedStyle(button).borderTopWidth);
    expect(edge).toBe("1px");
    await chat.open("/settings");
    const chosen = chat.page.getByRole("group", { name: "Theme" }).getByRole("button", { name: "System" });
    expect(await chosen.evaluate((button) => getComputedStyle(button).outlineStyle)).toBe("solid");
  });
});

test("Enlarged to twice the size every page still fits the screen", async ({ chat }) => {
  // 200 % zoom halves the number of CSS pixels: 1280 become 640, and 320 is WCAG's smallest width for reflow.
  await chat.converse(`/demo echo ${richText}`);
  const conversation = new URL(chat.page.url()).pathname;
  for (const path of ["/", "/settings", conversation]) {
    for (const width of [640, 320]) {
      await chat.page.setViewportSize({ width, height: 400 });
      await chat.page.goto(path);
      expect(
        await chat.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      ).toBeLessThanOrEqual(0);
      const right = await chat.page.evaluate(() =>
        Math.max(
          ...[...document.querySelectorAll("main button, main textarea, main h1")]
            .filter((element) => element.checkVisibility())
            .map((element) => element.getBoundingClientRect().right),
        ),
      );
      expect(right, `${path} at ${width}`).toBeLessThanOrEqual(width);
    }
  }
});
