import { randomUUID } from "node:crypto";
import { test as base, expect, type BrowserContext } from "@playwright/test";
import { startDemoModel } from "#embedded/demo-model/demo-model.ts";
import { createLogger } from "#app/platform/log.ts";
import { ChatPage } from "./chat-page.ts";
import { ChatbotProcess } from "./chatbot-process.ts";
import { PageMonitor } from "./page-monitor.ts";

interface WorkerFixtures {
  /** Address of the demo model, which outlives the servers as a real one does. */
  modelUrl: string;
  /** The worker's server, shared by its tests; each test is a user of its own. */
  chatbot: ChatbotProcess;
}

interface TestFixtures {
  user: string;
  /** A server of the test's own, which it may kill. */
  ownChatbot: ChatbotProcess;
  /** What must not happen in the test's pages. */
  watch: PageMonitor;
  chat: ChatPage;
  /** A further tab in the same browser, in front of the others: browsers slow down what is behind. */
  openTab: () => Promise<ChatPage>;
  /** A tab in another browser. */
  openElsewhere: (options: BrowserOptions) => Promise<ChatPage>;
}

interface BrowserOptions {
  /** The same person when absent; `null` is nobody. */
  user?: string | null;
  javaScriptEnabled?: boolean;
  /** A phone: its primary pointer is a finger. */
  hasTouch?: boolean;
  isMobile?: boolean;
  viewport?: { width: number; height: number };
  /** Problems that belong to the test. */
  expected?: RegExp[];
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  modelUrl: [
    async ({}, provide) => {
      const model = await startDemoModel({
        documents: [],
        tokensPerSecond: 100,
        log: createLogger({ level: "silent", pretty: false }),
      });
      await provide(model.url);
      await model.close();
    },
    { scope: "worker" },
  ],

  chatbot: [
    async ({ modelUrl }, provide) => {
      const chatbot = await ChatbotProcess.start({ LLM: formatLlm(modelUrl) });
      await provide(chatbot);
      await chatbot.dispose();
    },
    { scope: "worker", timeout: 60_000 },
  ],

  ownChatbot: [
    async ({ modelUrl }, provide) => {
      const chatbot = await ChatbotProcess.start({ LLM: formatLlm(modelUrl) });
      await provide(chatbot);
      await chatbot.dispose();
    },
    { timeout: 60_000 },
  ],

  user: async ({}, provide) => provide(`person-${randomUUID().slice(0, 8)}`),
  baseURL: async ({ chatbot }, provide) => provide(chatbot.url),
  extraHTTPHeaders: async ({ user }, provide) => provide({ "X-Forwarded-User": user }),

  watch: [
    async ({ context, baseURL }, provide) => {
      const watch = new PageMonitor(context, baseURL ?? "");
      await provide(watch);
      expect(watch.unexpected).toEqual([]);
    },
    { auto: true },
  ],

  chat: async ({ page, watch: _watched }, provide) => provide(new ChatPage(page)),

  openTab: async ({ context }, provide) => provide(async () => new ChatPage(await context.newPage())),

  openElsewhere: async ({ browser, user, baseURL }, provide) => {
    const opened: { context: BrowserContext; watch: PageMonitor }[] = [];
    await provide(async ({ user: named = user, expected = [], ...options }) => {
      const extraHTTPHeaders = named === null ? {} : { "X-Forwarded-User": named };
      const context = await browser.newContext({ ...options, extraHTTPHeaders });
      const watch = new PageMonitor(context, baseURL ?? "");
      watch.expect(...expected);
      opened.push({ context, watch });
      return new ChatPage(await context.newPage());
    });
    for (const { context } of opened) await context.close();
    expect(opened.flatMap(({ watch }) => watch.unexpected)).toEqual([]);
  },
});

export { expect };

function formatLlm(url: string): string {
  return JSON.stringify({ url, model: "demo", name: "Demo", provider: "tgi" });
}
