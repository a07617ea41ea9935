import { shareSchema } from "#app/protocol/shares.ts";
import { startDemoModel } from "#embedded/demo-model/demo-model.ts";
import { createLogger } from "#app/platform/log.ts";
import { sampleAnswer } from "../pages/sample-answer.ts";
import type { BenchCluster } from "../processes/bench-cluster.ts";
import { startChatbot } from "../processes/chatbot.ts";
import { conversationId, fillDatabase, reader } from "../table/fill.ts";
import { withClient } from "../processes/bench-cluster.ts";
import { measureLighthouse, type LighthouseFigures } from "./measure-lighthouse.ts";
import { measureLoad, type LoadFigures } from "./measure-load.ts";
import { measureOpening, type OpeningFigures } from "./measure-opening.ts";
import { fillRows, readRows, type RowFigures } from "./measure-rows.ts";
import { measureStream, type StreamFigures } from "./measure-stream.ts";
import { openBrowser, openPage } from "./open-browser.ts";
import { startPlainPage } from "./plain-page.ts";
import { usualAnswers } from "./usual-answers.ts";

const longest = 10_000;
const openings = 9;

export interface BrowserResults {
  load: { plain: LoadFigures; newChat: LoadFigures; conversation: LoadFigures };
  opening: { plain: OpeningFigures; usual: OpeningFigures; long: OpeningFigures };
  rows: RowFigures;
  rowsAfter: RowFigures;
  streaming: StreamFigures;
  typing: StreamFigures;
  /** Or why it could not be asked. */
  lighthouse: readonly LighthouseFigures[] | string;
  problems: readonly string[];
}

/** The tools of the last message are shown from when the page is alive. */
const aliveRow = ".answer .message-tools button";
const aliveField = ".composer textarea";

/** Measures the product in Chromium beside a plain static page. */
export async function measureBrowser(
  cluster: BenchCluster,
  { repetitions, onProgress }: { repetitions: number; onProgress: (progress: string) => void },
): Promise<BrowserResults> {
  const database = await cluster.createDatabase("browser");
  await fillDatabase(database.primaryUrl, { messages: longest + 10_000, longest });
  await withClient(
    database.primaryUrl,
    (
      sql,
    ) => sql`update messages set content = ${sql.json(usualAnswers)}::jsonb ->> (place % ${usualAnswers.length}::int)
      from (
        select id as answer_id, row_number() over (partition by conversation_id order by created_at)::int as place
        from messages where user_id = ${reader} and role = 'assistant'
      ) answers
      where id = answer_id`,
  );
  await cluster.waitForStandby();
  const log = createLogger({ level: "silent", pretty: false });
  const model = await startDemoModel({ documents: [], tokensPerSecond: 50, log });
  // Half of what the model takes: how the product counts tokens is not what is measured here.
  const llm = { url: model.url, model: "demo", provider: "tgi", context_length: 16_000 };
  const { process: product, url } = await startChatbot({ ...database, modelUrl: JSON.stringify(llm) });
  const plain = await startPlainPage(sampleAnswer);
  const browser = await openBrowser();
  const at = (path: string, selector: string) => ({ url: `${url}${path}`, user: reader, selector });
  const [long, usual] = [conversationId(1), conversationId(2)];
  try {
    onProgress("browser, first load");
    const load = {
      plain: await measureLoad(browser, { url: plain.url, selector: "#end", repetitions }),
      newChat: await measureLoad(browser, { ...at("/", aliveField), repetitions }),
      conversation: await measureLoad(browser, { ...at(`/c/${usual}`, aliveRow), repetitions }),
    };
    onProgress("browser, opening");
    const targets = [
      { url: plain.url, selector: "#end" },
      at(`/c/${usual}`, aliveRow),
      at(`/c/${long}`, aliveRow),
    ];
    const [plainOpening, usualOpening, longOpening] = await measureOpening(browser, targets, openings);
    if (!plainOpening || !usualOpening || !longOpening) throw new Error("nothing was opened");

    onProgress("browser, 300 rows and a stream");
    const opened = await openPage(browser, reader);
    await opened.page.goto(`${url}/c/${long}`);
    await opened.page.locator(aliveRow).last().waitFor();
    await fillRows(opened);
    const rows = await readRows(opened);
    await opened.page.getByRole("button", { name: "Jump to the end" }).click();
    const question = `/demo echo ${sampleAnswer.repeat(4)}`;
    const streaming = await measureStream(opened, { question, types: false });
    const typing = await measureStream(opened, { question, types: true });
    const rowsAfter = await readRows(opened);
    await opened.close();
    onProgress("browser, lighthouse");
    const lighthouse = await askLighthouse(url, usual);
    return {
      load,
      opening: { plain: plainOpening, usual: usualOpening, long: longOpening },
      rows,
      rowsAfter,
      streaming,
      typing,
      lighthouse,
      problems: [...product.complaints],
    };
  } finally {
    await browser.close();
    await plain.close();
    await product.stop();
    await model.close();
  }
}

async function askLighthouse(url: string, conversation: string): Promise<LighthouseFigures[] | string> {
  const user = reader;
  const made = await fetch(`${url}/api/shares`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Forwarded-User": user },
    body: JSON.stringify({ conversationId: conversation }),
  });
  const { id } = shareSchema.parse(await made.json());
  try {
    return await measureLighthouse([
      { page: "new chat", url: `${url}/`, user },
      { page: "conversation", url: `${url}/c/${conversation}`, user },
      // It keeps search engines out: a link is for those who were given it.
      { page: "shared conversation", url: `${url}/share/${id}`, user, without: "is-crawlable" },
    ]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
