import { formatNumber, formatProblems, formatRatio, formatTable } from "../report/format.ts";
import { tokensPerSecond, tokensPerStream, type RoundFigures } from "./measure-round.ts";
import { variants, type StreamFigures, type StreamResults, type Variant } from "./measure-streams.ts";
import { firstTokenMs } from "./question.ts";

const goals = { streams: 200, firstTokenMs: 300, cpuRatio: 2 };

export function describeStreams({ loads, cold, checkedStreams, problems }: StreamResults): string {
  return [
    "## Streams",
    `${tokensPerStream} tokens per stream at ${tokensPerSecond} tokens/s; the model takes ${firstTokenMs} ms to its ` +
      "first token. A person per stream, each with a socket and a conversation that has a title, so that no title " +
      "request is part of the figures. The floor is a bare relay: the model's stream by `node:http` and a line parser, " +
      "a WebSocket frame per token, no database. The paced relay joins what comes within 16 ms, as the product does.",
    ratioTable(loads),
    `Goals, for ${goals.streams} streams: time to first token (p95) at most ${goals.firstTokenMs} ms over the relay's, ` +
      `CPU per token at most ${goals.cpuRatio} times the relay's. With 1 stream the work that does not depend on the ` +
      "tokens dominates: timers, and the log that goes to the primary four times a second.",
    ...loads.map(({ load, repetitions, figures }) =>
      [`### ${load.title}`, figureTable(figures), `Medians of ${repetitions} repetitions.`].join("\n\n"),
    ),
    "### The first 200 streams after the start, all in the same instant",
    figureTable(cold),
    "Once: code and caches are cold. Not part of the medians.",
    correctness(checkedStreams, problems),
  ].join("\n\n");
}

function ratioTable(loads: readonly StreamFigures[]): string {
  return formatTable(
    [
      "product beside the relay",
      "CPU per token",
      "beside the paced relay",
      "first token p95",
      "total p95",
      "goals",
    ],
    loads.map(({ load, figures: { relay, product, "paced relay": paced } }) => {
      const cpuRatio = product.cpuMicrosPerToken / relay.cpuMicrosPerToken;
      const lateMs = product.firstTokenP95Ms - relay.firstTokenP95Ms;
      const isMet = lateMs <= goals.firstTokenMs && cpuRatio <= goals.cpuRatio;
      return [
        load.title,
        formatRatio(cpuRatio),
        formatRatio(product.cpuMicrosPerToken / paced.cpuMicrosPerToken),
        formatDifference(lateMs),
        formatDifference(product.totalP95Ms - relay.totalP95Ms),
        load.streams < goals.streams ? "–" : isMet ? "met" : "missed",
      ];
    }),
  );
}

const formatDifference = (ms: number) => `${ms < 0 ? "−" : "+"}${formatNumber(Math.abs(ms))} ms`;

function figureTable(figures: Record<Variant, RoundFigures>): string {
  return formatTable(
    [
      "",
      "CPU µs/token",
      "first token p50 / p95 ms",
      "accepted p95 ms",
      "total p50 / p95 ms",
      "frames/token",
      "RSS MiB",
    ],
    variants.map((variant) => {
      const of = figures[variant];
      return [
        variant,
        formatNumber(of.cpuMicrosPerToken),
        `${formatNumber(of.firstTokenP50Ms)} / ${formatNumber(of.firstTokenP95Ms)}`,
        formatNumber(of.acceptedP95Ms),
        `${formatNumber(of.totalP50Ms)} / ${formatNumber(of.totalP95Ms)}`,
        formatNumber(of.framesPerToken),
        formatNumber(of.rssMiB),
      ];
    }),
  );
}

function correctness(checkedStreams: number, problems: readonly string[]): string {
  const checked =
    `Checked in the same run: ${checkedStreams} streams, each with a text of its own; every token once and in order, ` +
    "`seq` without a gap, the final message and the row on the primary equal to what was streamed.";
  return problems.length === 0
    ? `${checked} Nothing was wrong, and the product's log bears no warning.`
    : `${checked}\n\n${formatProblems(problems)}`;
}
