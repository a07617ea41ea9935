import { formatNumber, formatProblems, formatRatio, formatTable } from "../report/format.ts";
import type { SsrResults } from "./measure-ssr.ts";
import { sampleAnswer } from "./sample-answer.ts";

export function describeSsr({ cases, problems }: SsrResults): string {
  const floor = cases[0]?.figures;
  return [
    "## Pages rendered on the server",
    "20 connections for 4 s each, in turns, without keeping anything between requests. The floor is Remix on Express " +
      "with a root, one route and a loader that returns a constant. The conversation has 25 questions and 25 answers of " +
      `${(sampleAnswer.length / 1000).toFixed(1)} KB of Markdown each (heading, list, table, code, quote); it is read from the standby.`,
    formatTable(
      ["", "CPU beside the floor", "CPU ms", "requests/s", "p50 / p99 ms", "KB sent", "RSS MiB"],
      cases.map(({ title, figures }) => [
        title,
        floor ? formatRatio(figures.cpuMs / floor.cpuMs) : "–",
        formatNumber(figures.cpuMs),
        formatNumber(figures.requestsPerSecond),
        `${formatNumber(figures.p50Ms)} / ${formatNumber(figures.p99Ms)}`,
        formatNumber(figures.bytes / 1000),
        formatNumber(figures.rssMiB),
      ]),
    ),
    problems.length === 0
      ? "Every answer had status 200, and the product's log bears no warning. Medians of the repetitions; the RSS is that of the whole server at the end of the round."
      : formatProblems(problems),
  ].join("\n\n");
}
