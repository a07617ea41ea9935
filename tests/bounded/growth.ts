/** Shorter than this nothing blocks anybody, and a ratio would be noise. In milliseconds. */
const worthMeasuringMs = 20;
const shortest = 2_048;
const attempts = 10;

export interface Growth {
  length: number;
  /** Time for this length, twice and four times as much. */
  ms: [number, number, number];
}

/**
 * How the time of some work grows with its input: looked for at the shortest length at which four times as much takes
 * long enough to be measured, so that work which grows fast is never given a long input. What other threads do
 * only adds to a time, so the least of several is taken, and more are taken while the growth looks too fast.
 * @returns undefined when even the longest input takes next to no time
 */
export function measureGrowth(
  run: (input: string) => unknown,
  make: (length: number) => string,
  { maxLength, mostForFourTimes }: { maxLength: number; mostForFourTimes: number },
): Growth | undefined {
  for (let length = shortest; length * 4 <= Math.max(maxLength, shortest * 4); length *= 2) {
    if (time(run, make(length * 4)) < worthMeasuringMs) continue;
    const ms: Growth["ms"] = [Infinity, Infinity, Infinity];
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      for (const index of [0, 1, 2] as const)
        ms[index] = Math.min(ms[index], time(run, make(length * 2 ** index)));
      if (ms[2] < worthMeasuringMs || ms[2] / ms[0] < mostForFourTimes) break;
    }
    if (ms[2] >= worthMeasuringMs) return { length, ms };
  }
  return undefined;
}

/** Time of the processor, in milliseconds: what other programs do meanwhile has no part in it. */
function time(run: (input: string) => unknown, input: string): number {
  const start = process.cpuUsage();
  run(input);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
