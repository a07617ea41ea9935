import { expect, test } from "./support/fixtures.ts";

for (const [locale, heading, direction] of [
  ["de-AT", "Womit fangen wir an?", "ltr"],
  ["fr", "Par où commençons-nous ?", "ltr"],
  ["es-MX", "¿Por dónde empezamos?", "ltr"],
  ["zh-CN", "从哪里开始？", "ltr"],
  ["ar-EG", "من أين نبدأ؟", "rtl"],
  ["tlh", "Where shall we begin?", "ltr"],
] as const) {
  test.describe(`A browser that asks for ${locale}`, () => {
    test.use({ locale });

    test("gets pages in that language, already from the server, and no other language's texts", async ({
      chat,
    }) => {
      const loaded: string[] = [];
      chat.page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
      await chat.open("/");
      await expect(chat.page.getByRole("heading", { level: 1 })).toHaveText(heading);
      await expect(chat.page.locator("html")).toHaveAttribute("dir", direction);
      const source = await (
        await chat.page.request.get("/", { headers: { "Accept-Language": locale } })
      ).text();
      expect(source).toContain(heading);
      expect(loaded.filter((path) => /\/assets\/(?:en|de|fr|es|zh|ar)-/.test(path))).toHaveLength(1);
    });
  });
}

test("The chosen language is kept, and what was written stays", async ({ chat }) => {
  await chat.open("/");
  await chat.composer.fill("half a thought");
  await chat.open("/settings");
  await chat.page.getByRole("combobox", { name: "Language" }).selectOption("ar");
  await expect(chat.page.getByRole("heading", { level: 1 })).toHaveText("الإعدادات");
  await expect(chat.page.locator("html")).toHaveAttribute("lang", "ar");
  await chat.page.goto("/");

  await expect(chat.page.locator("textarea[name=content]")).toHaveValue("half a thought");
});

test("From right to left the sidebar is on the right, and nothing is cut off", async ({
  chat,
  context,
  baseURL,
}) => {
  await context.addCookies([{ name: "language", value: "ar", url: baseURL ?? "" }]);
  for (const width of [360, 768, 1280]) {
    await chat.page.setViewportSize({ width, height: 800 });
    await chat.page.goto("/");
    const overflow = await chat.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }
  const sidebar = await chat.sidebar.boundingBox();
  expect(sidebar && sidebar.x + sidebar.width).toBe(1280);
});
