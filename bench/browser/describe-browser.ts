import { formatNumber, formatProblems, formatRatio, formatTable } from "../report/format.ts";
import type { BrowserResults } from "./measure-browser.ts";
import type { LighthouseFigures } from "./measure-lighthouse.ts";

const kb = (bytes: number) => `${formatNumber(bytes / 1000)} KB`;
const mib = (bytes: number) => `${formatNumber(bytes / 2 ** 20)} MiB`;
const ms = (value: number) => `${formatNumber(value)} ms`;
const percent = (part: number) => `${formatNumber(part * 100)} %`;

interface Goal {
  title: string;
  shown: string;
  goal: string;
  isMet: boolean;
}

function goals({ load, opening, rows, rowsAfter, streaming, typing }: BrowserResults): Goal[] {
  const ratio = opening.long.openMs / opening.usual.openMs;
  const mostNodes = Math.max(rows.nodes, rowsAfter.nodes);
  const mostHeap = Math.max(rows.heapBytes, rowsAfter.heapBytes);
  return [
    {
      title: "first load of a new chat, JavaScript with gzip",
      shown: kb(load.newChat.scriptBytes),
      goal: "140 KB",
      isMet: load.newChat.scriptBytes <= 140_000,
    },
    {
      title: `nodes of all kinds with ${rows.rows} rows`,
      shown: String(mostNodes),
      goal: "7000",
      isMet: mostNodes <= 7_000,
    },
    { title: "heap with them", shown: mib(mostHeap), goal: "50 MiB", isMet: mostHeap <= 50 * 2 ** 20 },
    {
      title: "main thread busy, 50 tokens/s",
      shown: `${percent(streaming.busy)} (CPU ${percent(streaming.cpu)})`,
      goal: "15 %",
      isMet: streaming.busy <= 0.15,
    },
    {
      title: `typing during a stream, p95 of ${typing.keys} keys`,
      shown: ms(typing.typingP95Ms),
      goal: "50 ms",
      isMet: typing.typingP95Ms <= 50,
    },
    {
      title: "opening 10,000 messages beside 50",
      shown: formatRatio(ratio),
      goal: "1.50 ×",
      isMet: ratio <= 1.5,
    },
    {
      title: "elements then, beside 50 messages",
      shown: `${opening.long.elements} / ${opening.usual.elements}`,
      goal: "the same",
      isMet: opening.long.elements <= opening.usual.elements * 1.05,
    },
  ];
}

export function describeBrowser(results: BrowserResults): string {
  const { load, opening, problems } = results;
  return [
    "## In the browser",
    "Chromium without a GPU, not slowed down, 1280 × 800. The floor is a static page of 50 plain paragraphs without " +
      "style and script. Answers are as usual: most a few " +
      "paragraphs, some a list, one in eight with a table and code; the long conversation has 10,000 messages. First load: " +
      "nothing cached. Opening: files cached, until the page is alive at its end, medians of turns. The stream runs at " +
      "50 tokens/s for 12 s with 300 rows behind it; busy is the time in tasks of the main thread.",
    formatTable(
      ["", "figure", "at most", "goal"],
      goals(results).map(({ title, shown, goal, isMet }) => [title, shown, goal, isMet ? "met" : "missed"]),
    ),
    formatTable(
      ["", "JavaScript", "first paint", "opening", "elements"],
      [
        [
          "plain page",
          kb(load.plain.scriptBytes),
          ms(load.plain.firstPaintMs),
          ms(opening.plain.openMs),
          String(opening.plain.elements),
        ],
        [
          "new chat",
          kb(load.newChat.scriptBytes),
          ms(load.newChat.firstPaintMs),
          "–",
          String(load.newChat.elements),
        ],
        [
          "conversation of 50 messages, with code to paint",
          kb(load.conversation.scriptBytes),
          ms(load.conversation.firstPaintMs),
          ms(opening.usual.openMs),
          String(opening.usual.elements),
        ],
        ["conversation of 10,000 messages", "–", "–", ms(opening.long.openMs), String(opening.long.elements)],
      ],
    ),
    describeLighthouse(results.lighthouse),
    problems.length === 0 ? "The product's log bears no warning." : formatProblems(problems),
  ].join("\n\n");
}

function describeLighthouse(lighthouse: readonly LighthouseFigures[] | string): string {
  if (typeof lighthouse === "string") return `Lighthouse could not be asked: ${lighthouse}`;
  const titles = Object.keys(lighthouse[0]?.scores ?? {});
  const table = formatTable(
    ["Lighthouse, goal 100", ...titles],
    lighthouse.map(({ page, scores }) => [page, ...titles.map((title) => String(scores[title]))]),
  );
  return `${table}\n\nA shared conversation keeps search engines out, which is no fault there: that audit is left out.`;
}
