import postgres from "postgres";
import type { ConversationReader } from "#app/core/conversation/conversation-store.ts";
import { limits } from "#app/protocol/resources.ts";
import { toDatabase } from "#db/database.ts";
import { createPostgresConversationReader } from "#db/stores/postgres-conversation-reader.ts";
import { measurePage, type PageFigures } from "../pages/measure-page.ts";
import type { BenchCluster, BenchDatabase } from "../processes/bench-cluster.ts";
import { startChatbot } from "../processes/chatbot.ts";
import { median, percentile } from "../report/statistics.ts";
import { explainReads, type Plan } from "./explain.ts";
import { conversationId, fillDatabase, reader, type Filling } from "./fill.ts";

const warmUps = 30;
const samples = 300;

export interface ReadFigures {
  p50Ms: number;
  p99Ms: number;
}

export interface TableCase {
  title: string;
  messagesInTable: number;
  read: ReadFigures;
  plan: Plan;
  /** The page over HTTP, one request after the other. */
  page: PageFigures;
}

export interface TableResults {
  fillSeconds: number;
  cases: TableCase[];
}

interface Case {
  title: string;
  database: BenchDatabase;
  filling: Filling;
  path: string;
  read: (store: ConversationReader) => Promise<unknown>;
}

/** @param modelUrl of a model that is up, though nothing is asked of it */
export async function measureTable(
  cluster: BenchCluster,
  {
    repetitions,
    modelUrl,
    onProgress,
  }: { repetitions: number; modelUrl: string; onProgress: (progress: string) => void },
): Promise<TableResults> {
  const small = await cluster.createDatabase("table_small");
  const large = await cluster.createDatabase("table_large");
  onProgress("filling 10,000 messages");
  const smallFilling = await fillDatabase(small.primaryUrl, { messages: 10_000 });
  onProgress("filling 1,000,000 messages");
  const startedAt = performance.now();
  const largeFilling = await fillDatabase(large.primaryUrl, { messages: 1_000_000, longest: 10_000 });
  const fillSeconds = (performance.now() - startedAt) / 1000;
  onProgress(`filled in ${Math.round(fillSeconds)} s`);
  await cluster.waitForStandby();
  const middle = largeFilling.messageId(1, 5_000);
  const cases = [
    openCase("50 messages, opened", small, smallFilling, 2),
    openCase("50 messages, opened", large, largeFilling, 2),
    openCase("10,000 messages, opened at the end", large, largeFilling, 1),
    openCase("10,000 messages, paged back to the middle", large, largeFilling, 1, middle),
  ];
  const reads = await measureReads(cases, repetitions, onProgress);
  const pages = await measurePages(cases, { repetitions, modelUrl, onProgress });
  const measured: TableCase[] = [];
  for (const [index, { title, filling, database, read }] of cases.entries()) {
    const [readFigures, page] = [reads[index], pages[index]];
    if (!readFigures || !page) throw new Error(`${title} was not measured`);
    const plan = await withClientOf(database, (client) => explainReads(client, read));
    measured.push({ title, messagesInTable: filling.messages, read: readFigures, plan, page });
  }
  return { fillSeconds, cases: measured };
}

/** What the page's loaders ask for: the list at the side, the conversation, and a page of its messages. */
function openCase(
  title: string,
  database: BenchDatabase,
  filling: Filling,
  number: number,
  before?: string,
): Case {
  const query = { userId: reader, conversationId: conversationId(number) };
  const page = { limit: limits.pageSize };
  return {
    title,
    database,
    filling,
    path: `/c/${query.conversationId}${before === undefined ? "" : `?before=${before}`}`,
    read: async (store) => {
      const [messages] = await Promise.all([
        store.listMessages({ ...query, before, limit: limits.pageSize }),
        store.findConversation(query),
        store.listConversations({ userId: reader, page }),
      ]);
      if (messages?.items.length !== limits.pageSize) throw new Error(`${title}: not a full page`);
    },
  };
}

/** On the standby, as the loaders do. */
async function measureReads(
  cases: readonly Case[],
  repetitions: number,
  onProgress: (progress: string) => void,
): Promise<ReadFigures[]> {
  const taken = cases.map((): ReadFigures[] => []);
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    onProgress(`reads, ${repetition} of ${repetitions}`);
    for (const [index, { database, read }] of cases.entries()) {
      taken[index]?.push(await withClientOf(database, (client) => measureRead(client, read)));
    }
  }
  return taken.map((figures) => ({
    p50Ms: median(figures.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(figures.map(({ p99Ms }) => p99Ms)),
  }));
}

async function measureRead(client: postgres.Sql, read: Case["read"]): Promise<ReadFigures> {
  const store = createPostgresConversationReader(toDatabase(client));
  const times: number[] = [];
  for (let count = 0; count < warmUps + samples; count += 1) {
    const startedAt = performance.now();
    await read(store);
    if (count >= warmUps) times.push(performance.now() - startedAt);
  }
  return { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
}

async function withClientOf<T>(
  { standbyUrl }: BenchDatabase,
  work: (client: postgres.Sql) => Promise<T>,
): Promise<T> {
  const client = postgres(standbyUrl, { max: 4, onnotice: () => undefined });
  try {
    return await work(client);
  } finally {
    await client.end({ timeout: 5 });
  }
}

async function measurePages(
  cases: readonly Case[],
  {
    repetitions,
    modelUrl,
    onProgress,
  }: { repetitions: number; modelUrl: string; onProgress: (progress: string) => void },
): Promise<PageFigures[]> {
  const databases = [...new Set(cases.map(({ database }) => database))];
  const servers = await Promise.all(databases.map((database) => startChatbot({ ...database, modelUrl })));
  try {
    const targets = cases.map(({ database, path }) => {
      const server = servers[databases.indexOf(database)];
      if (!server) throw new Error("A database has no server");
      return { server: server.process, url: `${server.url}${path}`, user: reader };
    });
    return await measurePage(targets, { repetitions, connections: 1, onProgress });
  } finally {
    for (const { process } of servers) await process.stop();
  }
}
