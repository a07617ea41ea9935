import { formatNumber, formatTable } from "../report/format.ts";
import { median, percentile } from "../report/statistics.ts";
import { laggingCount, readCount, writeCount, type FreshnessResults } from "./measure-freshness.ts";

/** Milliseconds at the median. */
const captureGoal = 0.5;
const laggingGoal = 1;

const met = (isMet: boolean) => (isMet ? "met" : "missed");

export function describeFreshness(results: FreshnessResults): string {
  const { bareReads, gatedReads, primaryReads, laggingReads, captures } = results;
  const row = (name: string, bare: readonly number[], gated: readonly number[], goal: string) => [
    name,
    formatNumber(median(bare)),
    formatNumber(median(gated)),
    formatNumber(median(gated) - median(bare)),
    formatNumber(percentile(gated, 0.95)),
    goal,
  ];
  const perRead = results.primaryTransactions / readCount;
  const added = median(laggingReads) - median(primaryReads);
  return [
    "## Fresh reads",
    `A page of conversations read ${readCount.toLocaleString("en")} times by somebody who has just written, straight on the ` +
      `standby and with a freshness token, in turns: ${formatNumber((100 * results.onStandby) / readCount)} % of those with a ` +
      `token were answered by the standby, and the primary saw ${formatNumber(perRead)} transactions per read beyond the ` +
      `regular looks (goal: none, ${met(perRead < 0.01)}). The token of a write is there ${formatNumber(median(captures))} ms ` +
      `(p95 ${formatNumber(percentile(captures, 0.95))} ms) after its commit, over ${writeCount} writes (goal: below ` +
      `${captureGoal} ms at the median, ${met(median(captures) < captureGoal)}).`,
    formatTable(
      ["reads", "bare p50 ms", "with a token p50 ms", "added ms", "p95 ms", "goal"],
      [
        row("on the standby", bareReads, gatedReads, "–"),
        row(
          `on the primary, the standby known to lag (${laggingCount})`,
          primaryReads,
          laggingReads,
          `at most +${laggingGoal} ms: ${met(added <= laggingGoal)}`,
        ),
      ],
    ),
  ].join("\n\n");
}
