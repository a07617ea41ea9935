import { join } from "node:path";
import { z } from "zod";
import { withClient, type BenchCluster } from "../processes/bench-cluster.ts";
import { outDir, parseReady, startProcess } from "../processes/bench-process.ts";
import { startChatbot } from "../processes/chatbot.ts";
import { conversationId, fillDatabase, reader } from "../table/fill.ts";
import { measurePage, type PageFigures, type PageTarget } from "./measure-page.ts";
import { sampleAnswer } from "./sample-answer.ts";

const connections = 20;

export interface SsrResults {
  cases: { title: string; figures: PageFigures }[];
  problems: readonly string[];
}

/** @param modelUrl of a model that is up, though nothing is asked of it */
export async function measureSsr(
  cluster: BenchCluster,
  {
    repetitions,
    modelUrl,
    onProgress,
  }: { repetitions: number; modelUrl: string; onProgress: (progress: string) => void },
): Promise<SsrResults> {
  const database = await cluster.createDatabase("ssr");
  await fillDatabase(database.primaryUrl, { messages: 10_000 });
  await withClient(
    database.primaryUrl,
    (sql) => sql`update messages set content = ${sampleAnswer}
      where conversation_id = ${conversationId(2)} and role = 'assistant'`,
  );
  await cluster.waitForStandby();
  const { process: floor, ready } = await startProcess(
    { script: join(outDir, "floors/bare-page.js") },
    parseReady(z.object({ url: z.string() })),
  );
  const { process: product, url } = await startChatbot({ ...database, modelUrl });
  const ask = (path: string, headers: Record<string, string> = {}): PageTarget => ({
    server: product,
    url: `${url}${path}`,
    user: reader,
    headers,
  });
  const id = conversationId(2);
  const targets: { title: string; target: PageTarget }[] = [
    { title: "bare Remix page", target: { server: floor, url: ready.url, user: reader } },
    { title: "new chat: the shell with 50 conversations", target: ask("/") },
    { title: "conversation of 50 messages", target: ask(`/c/${id}`) },
    {
      title: "the same, gzip",
      target: ask(`/c/${id}`, { "Accept-Encoding": "gzip" }),
    },
    { title: "its messages as JSON (no rendering)", target: ask(`/api/conversations/${id}/messages`) },
  ];
  try {
    const figures = await measurePage(
      targets.map(({ target }) => target),
      { repetitions, connections, onProgress },
    );
    return {
      problems: [...product.complaints],
      cases: targets.flatMap(({ title }, index) => {
        const of = figures[index];
        return of ? [{ title, figures: of }] : [];
      }),
    };
  } finally {
    await product.stop();
    await floor.stop();
  }
}
