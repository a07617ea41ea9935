import { expect, test } from "./support/fixtures.ts";

test.use({ serviceWorkers: "allow" });

test("Without a connection a page says so, keeps nobody's words, and comes back by itself", async ({
  chat,
  context,
  watch,
}) => {
  watch.expect(/Failed to load resource|ERR_INTERNET_DISCONNECTED|WebSocket/);
  await chat.converse("/demo echo a private answer");
  await chat.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while ((await caches.keys()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  const kept = await chat.page.evaluate(async () => {
    const addresses: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) addresses.push(new URL(url).pathname);
    }
    return addresses.sort();
  });
  expect(kept).toEqual([expect.stringMatching(/^\/assets\/[\w-]+\.css$/), "/offline", "/offline.js"]);

  await context.setOffline(true);
  await chat.page.reload();
  await expect(chat.page.getByRole("heading", { level: 1 })).toHaveText("You are offline");
  await expect(chat.page.getByText("a private answer")).toHaveCount(0);
  await context.setOffline(false);
  await expect(chat.answers.locator(".markdown")).toHaveText("a private answer", { timeout: 20_000 });
});

test("The chat can be installed", async ({ request }) => {
  const manifest = await (await request.get("/manifest.webmanifest")).json();
  expect(manifest).toMatchObject({ start_url: "/", display: "standalone", lang: "en" });
  for (const { src, type } of manifest.icons) {
    const icon = await request.get(src);
    expect(icon.headers()["content-type"]).toContain(type);
  }
  expect(JSON.stringify(manifest.icons)).toMatch(/192x192.*512x512.*maskable/);
});
