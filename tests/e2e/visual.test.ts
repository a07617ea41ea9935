import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIRequestContext, Page } from "@playwright/test";
import { startCluster, type Cluster } from "#embedded/postgres/cluster.ts";
import { AccessibilityMonitor } from "./support/accessibility-monitor.ts";
import { ChatbotProcess } from "./support/chatbot-process.ts";
import { importConversation } from "./support/import-conversation.ts";
import { expect, screens, test, type TakePicture } from "./support/pictures.ts";

test.use({
  locale: "en-US",
  timezoneId: "UTC",
  contextOptions: { reducedMotion: "reduce" },
  // A picture that differs differs again.
  trace: "off",
  screenshot: "off",
});

// Forty pictures on a busy machine.
test.setTimeout(90_000);

const [phone, , laptop] = screens;

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`In ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    // Above 1280 pixels the page of the design system only has wider margins.
    for (const screen of screens.slice(0, 3)) {
      test(`every component looks as it did, ${screen.width} pixels wide`, async ({ page, takePicture }) => {
        await openDesign(page, screen);
        for (const section of await page.locator("[data-section]").all()) {
          const name = (await section.getAttribute("data-section")) ?? "";
          const { y = 0, height = 0 } = (await section.boundingBox()) ?? {};
          await takePicture(`design-${name}-${screen.width}`, page, {
            clip: { x: 0, y, width: screen.width, height },
          });
        }
      });
    }

    for (const screen of [phone, laptop]) {
      test(`what opens looks as it did, ${screen.width} pixels wide`, async ({ page, takePicture }) => {
        await page.setViewportSize(screen);
        await page.goto("/design");
        // Only a page that has come to life sets formulas.
        await expect(page.locator("math").first()).toBeVisible();
        await takeDialogs(page, (name) =>
          takePicture(`${name}-${screen.width}`, page.locator("dialog[open]")),
        );
        await page.getByRole("button", { name: "Sample menu" }).click();
        await takePicture(`menu-${screen.width}`, page.locator(".menu:popover-open"));
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Edit message" }).first().click();
        await takePicture(`edit-${screen.width}`, page.locator("form.composer"));
      });
    }

    test("the pages look as they did", async ({ chat, page, request, takePicture }) => {
      const id = await importLibrary(request);
      const share = await request.post("/api/shares", { data: { conversationId: id } });
      const { url } = (await share.json()) as { url: string };
      await chat.open();
      await takeAll(page, takePicture, "new-chat");
      await chat.open(`/c/${id}`);
      await expect(chat.answers.last().locator(".message-tools")).toBeVisible();
      await untilPainted(page);
      await takeAll(page, takePicture, "conversation");
      await chat.open("/settings");
      await takeAll(page, takePicture, "settings");
      await page.setViewportSize(phone);
      await page.getByRole("button", { name: "Conversations", exact: true }).click();
      await expect(chat.sidebar).toBeVisible();
      await takePicture(`drawer-${phone.width}`, page);
      await page.goto(url);
      await untilPainted(page);
      // No two runs share the day.
      await page.locator("main > p time").evaluate((time) => (time.style.visibility = "hidden"));
      await takeAll(page, takePicture, "share");
    });

    test("the page of a wrong address looks as it did", async ({ page, takePicture, watch }) => {
      watch.expect(/status of 404/);
      await page.goto("/no/such/page");
      await takeAll(page, takePicture, "not-found");
    });
  });
}

const outageTest = test.extend<{ cluster: Cluster; bereft: ChatbotProcess }>({
  cluster: async ({}, provide) => {
    const dir = await mkdtemp(join(tmpdir(), "chatbot-e2e-cluster-"));
    await chmod(dir, 0o755);
    const settings = { fsync: "off", shared_buffers: "32MB" };
    const cluster = await startCluster({ dataDir: join(dir, "data"), log: () => undefined, settings });
    await provide(cluster);
    await cluster.stop();
    await rm(dir, { recursive: true, force: true });
  },
  /** A server whose databases have gone away. */
  bereft: async ({ cluster, modelUrl }, provide) => {
    const chatbot = await ChatbotProcess.start({
      LLM: JSON.stringify({ url: modelUrl, model: "demo" }),
      POSTGRES_PRIMARY_URL: cluster.primaryUrl,
      POSTGRES_STANDBY_URL: cluster.standbyUrl ?? "",
    });
    await cluster.stop();
    await provide(chatbot);
    await chatbot.stop();
  },
  baseURL: async ({ bereft }, provide) => provide(bereft.url),
});

outageTest("The page of an outage looks as it did", async ({ page, request, takePicture, watch }) => {
  watch.expect(/503 from/, /status of 503/);
  await expect.poll(async () => (await request.get("/")).status(), { timeout: 20_000 }).toBe(503);
  await page.goto("/");
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await takeAll(page, (name, of) => takePicture(name, of, { scheme }), "outage");
  }
  const accessibility = new AccessibilityMonitor(page, true);
  await accessibility.look("outage");
  expect(accessibility.found).toEqual([]);
});

/** Makes the window as high as the page is long, so that every section can be taken whole. */
async function openDesign(page: Page, screen: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(screen);
  await page.goto("/design");
  await expect(page.locator("math").first()).toBeVisible();
  await expect(page.locator(".message-tools").first()).toBeVisible();
  const height = await page.locator("main").evaluate((main) => main.parentElement?.scrollHeight ?? 0);
  await page.setViewportSize({ width: screen.width, height });
  await untilPainted(page);
}

/** Code is coloured and the fonts are there. */
async function untilPainted(page: Page): Promise<void> {
  await page.waitForFunction(() => CSS.highlights.size > 0);
  await page.evaluate(() => document.fonts.ready);
}

async function takeAll(page: Page, takePicture: TakePicture, name: string): Promise<void> {
  for (const screen of screens) {
    await page.setViewportSize(screen);
    await takePicture(`${name}-${screen.width}`, page);
  }
}

async function takeDialogs(page: Page, take: (name: string) => Promise<void>): Promise<void> {
  const dialog = page.locator("dialog[open]");
  for (const name of ["Delete", "Model settings", "Shortcuts", "Palette", "Add a comment"]) {
    await page.locator("[data-section=floating]").getByRole("button", { name, exact: true }).click();
    if (name === "Palette") {
      await dialog.getByRole("combobox").fill("fold");
      await expect(dialog.getByRole("group", { name: "Messages" })).toBeVisible();
    }
    await take(`dialog-${name.toLowerCase().replaceAll(" ", "-")}`);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  }
}

/** Some conversations of a month that is over. @returns the id of the one with everything in it */
async function importLibrary(request: APIRequestContext): Promise<string> {
  for (const title of ["Sourdough by weight", "Names for a small boat", "Letter to the landlord"]) {
    await importConversation(request, { title, messages: [{ role: "user", content: title }] });
  }
  const { id } = await importConversation(request, {
    title: "Folding maps",
    messages: [
      { role: "user", content: "How does a paper map fold back into its own shape?" },
      { role: "assistant", content: answer },
      { role: "user", content: "And in the wind?\nI am on a small boat." },
      { role: "assistant", content: "Sit on it first. Then fold **towards** the wind, one panel at a time." },
    ],
  });
  return id;
}

const answer = `Along its old creases: a map remembers.

## The order of the folds

1. Turn the *cover* down.
2. Fold the **long** side, then press with \`fold()\`.
   - Never against a crease.

| Step | Fold | Times | Remark |
|---|:--:|--:|---|
| 1 | long | 2 | The cover stays outside |
| 2 | short | 3 | Like an accordion, and not the other way round |

\`\`\`python
def fold(panels: list[int], times: int = 2) -> list[int]:
    return [panel for panel in panels if panel != 0]  # a comment that is longer than a phone is wide
\`\`\`

> A folded map is a promise.
`;
