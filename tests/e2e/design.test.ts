import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./support/fixtures.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`In ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("the page of the design system is accessible, in every state that it shows", async ({ page }) => {
      await page.goto("/design");
      await expect(page.locator(".message-tools").first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page })
        // Samples of the same sidebar bear the same name, and samples of whole pages bring a first heading each.
        .disableRules(["landmark-unique", "heading-order"])
        .analyze();

      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });
  });
}

test("The settings lead to the page of the design system, which shows the chosen theme", async ({ chat }) => {
  const { page } = chat;
  await chat.open("/settings");
  await page.getByRole("link", { name: "Design system" }).click();
  await expect(page.getByRole("heading", { level: 1 }).first()).toHaveText("Design system");
  await chat.afterSaving(() => page.getByRole("button", { name: "Dark" }).first().click());
  await page.reload();

  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("Samples lead nowhere and change nothing", async ({ page, request, watch }) => {
  // A link that is pointed at fetches ahead, and finds that there is no such conversation.
  watch.expect(/status of 404.*\/c\//);
  await page.goto("/design");
  await expect(page.locator(".message-tools").first()).toBeVisible();
  await page.getByRole("link", { name: "Folding maps" }).first().click();
  await page.getByRole("button", { name: "Create link" }).click();
  await page.getByRole("button", { name: "Show a toast" }).click();

  await expect(
    page.getByRole("region", { name: "Notifications" }).getByText("Conversation deleted."),
  ).toBeVisible();
  await expect(page).toHaveURL(/\/design$/);
  expect(await (await request.get("/api/shares")).json()).toMatchObject({ items: [] });
});

test("Nobody's data is on the page, and nobody gets it without signing in", async ({
  chat,
  openElsewhere,
}) => {
  await chat.converse("/demo echo A very private word.");
  const html = await (await chat.page.request.get("/design")).text();
  expect(html).toContain("House rules of the reading room");
  expect(html).not.toContain("private word");
  const nobody = await openElsewhere({ user: null, expected: [/status of 401/] });
  expect((await nobody.page.goto("/design"))?.status()).toBe(401);
});

test("No other page loads the samples", async ({ chat, request }) => {
  await chat.open();
  const scripts = await chat.page.evaluate(() =>
    performance.getEntriesByType("resource").flatMap(({ name }) => (name.endsWith(".js") ? [name] : [])),
  );
  expect(scripts.length).toBeGreaterThan(3);
  for (const script of scripts) {
    expect(await (await request.get(script)).text()).not.toContain("House rules of the reading room");
  }
});
