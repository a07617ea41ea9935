import { formatNumber, formatTable } from "../report/format.ts";
import { median, percentile } from "../report/statistics.ts";
import { firstTokenMs } from "../streams/question.ts";
import { guardMs, type SafetyResults } from "./measure-safety.ts";

/** How much later the first text may come, at the median. */
const goalMs = 15;

export function describeSafety({ turns, withoutGuard, withGuard, withBoth }: SafetyResults): string {
  const addedMs = median(withGuard) - median(withoutGuard);
  const row = (name: string, times: readonly number[]) => [
    name,
    formatNumber(median(times)),
    formatNumber(percentile(times, 0.95)),
  ];
  return [
    "## Safety model",
    `${turns} turns each, in turns; the model takes ${firstTokenMs} ms to its first token, the safety model ${guardMs} ms ` +
      "to its verdict on the question. They work side by side, so the first text waits for the slower one only. " +
      `Added at the median: ${formatNumber(addedMs)} ms (goal: below ${goalMs} ms, ${addedMs < goalMs ? "met" : "missed"}). ` +
      "With the output checked as well, no word is shown that is not judged: the first ones wait for their own verdict.",
    formatTable(
      ["", "first text p50 ms", "p95 ms"],
      [
        row("without a safety model", withoutGuard),
        row("with one on the input", withGuard),
        row("with one on input and output", withBoth),
      ],
    ),
  ].join("\n\n");
}
