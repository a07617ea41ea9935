import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startCluster, type Cluster } from "#embedded/postgres/cluster.ts";
import { readMessages } from "./support/chat-api.ts";
import type { ChatPage } from "./support/chat-page.ts";
import { ChatbotProcess } from "./support/chatbot-process.ts";
import { expect, test as base } from "./support/fixtures.ts";

const outageMs = process.env["CI"] ? 30_000 : 8_000;

/** Two database servers of the test's own, and a server of the product on them. */
const test = base.extend<{ cluster: Cluster; replicated: ChatbotProcess }>({
  cluster: async ({}, provide) => {
    const dir = await mkdtemp(join(tmpdir(), "chatbot-e2e-cluster-"));
    await chmod(dir, 0o755);
    const cluster = await startCluster({
      dataDir: join(dir, "data"),
      log: () => undefined,
      settings: { fsync: "off", shared_buffers: "32MB" },
    });
    await provide(cluster);
    await cluster.stop();
    await rm(dir, { recursive: true, force: true });
  },
  replicated: async ({ cluster, modelUrl }, provide) => {
    const chatbot = await ChatbotProcess.start({
      LLM: JSON.stringify({ url: modelUrl, model: "demo", name: "Demo", provider: "tgi" }),
      POSTGRES_PRIMARY_URL: cluster.primaryUrl,
      POSTGRES_STANDBY_URL: cluster.standbyUrl ?? "",
    });
    await provide(chatbot);
    await chatbot.stop();
  },
  baseURL: async ({ replicated }, provide) => provide(replicated.url),
});

test.setTimeout(120_000);

const waitsForWrites = /New messages wait for a moment/;
const refusedForNow = [/503 from/, /status of 503/];

/** One person's words before, during and after the outage. */
async function sendAndDraft(chat: ChatPage, name: string): Promise<void> {
  await expect(chat.page.getByText(waitsForWrites)).toBeVisible();
  await chat.send(`/demo echo Sent by ${name}.`);
  await chat.composer.fill(`A draft of ${name}`);
}

test("Two people read on while the primary is away, and what they send goes out once afterwards", async ({
  chat,
  cluster,
  openElsewhere,
  watch,
  request,
}) => {
  watch.expect(...refusedForNow);
  const other = await openElsewhere({ user: "bea", expected: refusedForNow });
  const adas = await chat.converse("/demo echo Before Ada.");
  const beas = await other.converse("/demo echo Before Bea.");

  await cluster.primary.stop("immediate");
  const endsAt = Date.now() + outageMs;
  await sendAndDraft(chat, "Ada");
  await sendAndDraft(other, "Bea");
  let loads = 0;
  do {
    // A page of its own: the tabs keep what they have to send.
    const page = await request.get(`/c/${adas}`);
    expect([page.status(), (await page.text()).includes("Before Ada.")]).toEqual([200, true]);
    loads += 1;
    await sleep(250);
  } while (Date.now() < endsAt);
  expect(loads).toBeGreaterThan(5);
  await chat.reload();
  await expect(chat.answers.locator(".markdown").first()).toHaveText("Before Ada.");
  await expect(chat.composer).toHaveValue("A draft of Ada");
  await cluster.primary.start();

  for (const [tab, name] of [
    [chat, "Ada"],
    [other, "Bea"],
  ] as const) {
    const answers = [`Before ${name}.`, `Sent by ${name}.`];
    await expect(tab.answers.locator(".markdown")).toHaveText(answers, { timeout: 30_000 });
    await expect(tab.page.getByText(waitsForWrites)).toBeHidden({ timeout: 20_000 });
    await expect(tab.composer).toHaveValue(`A draft of ${name}`);
  }
  expect((await readMessages(request, adas)).map(({ content }) => content)).toEqual([
    "/demo echo Before Ada.",
    "Before Ada.",
    "/demo echo Sent by Ada.",
    "Sent by Ada.",
  ]);
  const kept = await other.page.request.get(`/api/conversations/${beas}/messages`);
  const { items } = (await kept.json()) as { items: { content: string }[] };
  expect(items.filter(({ content }) => content === "/demo echo Sent by Bea.")).toHaveLength(1);
});
