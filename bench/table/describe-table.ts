import { formatNumber, formatRatio, formatTable } from "../report/format.ts";
import type { TableCase, TableResults } from "./measure-table.ts";

export function describeTable({ fillSeconds, cases }: TableResults): string {
  const [small, large] = cases;
  return [
    "## Opening a conversation in a large table",
    "What the page's loaders read: the first 50 conversations of the list, the conversation, and one page of 50 " +
      "messages, at once, on the standby. The table of 1,000,000 messages has 500,000 generations beside it and lies " +
      "in the order in which 20,000 conversations at the same time would fill it, so the messages of one conversation " +
      "are on as many pages. *Pages touched* comes from `EXPLAIN (ANALYZE, BUFFERS)` of the very statements and does " +
      "not depend on the machine.",
    small && large ? `**Ratios, 1,000,000 beside 10,000 messages:** ${ratios(small, large)}.` : "",
    formatTable(
      [
        "conversation",
        "messages in the table",
        "reads p50 / p99 ms",
        "pages touched",
        "sequential scans over 1,000 rows",
        "page over HTTP p50 / p99 ms",
      ],
      cases.map((of) => [
        of.title,
        of.messagesInTable.toLocaleString("en"),
        `${formatNumber(of.read.p50Ms)} / ${formatNumber(of.read.p99Ms)}`,
        String(of.plan.pages),
        of.plan.scannedTables.length === 0 ? "none" : of.plan.scannedTables.join(", "),
        `${formatNumber(of.page.p50Ms)} / ${formatNumber(of.page.p99Ms)}`,
      ]),
    ),
    `The large table was filled in ${Math.round(fillSeconds)} s. Reads: 300 after 30 to warm up; the page: one request ` +
      "after the other; medians of the repetitions.",
  ].join("\n\n");
}

function ratios(small: TableCase, large: TableCase): string {
  return [
    `reads ${formatRatio(large.read.p50Ms / small.read.p50Ms)}`,
    `pages touched ${formatRatio(large.plan.pages / small.plan.pages)}`,
    `page over HTTP ${formatRatio(large.page.p50Ms / small.page.p50Ms)}`,
  ].join(", ");
}
