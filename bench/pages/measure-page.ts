import autocannon from "autocannon";
import type { BenchProcess } from "../processes/bench-process.ts";
import { median } from "../report/statistics.ts";

export interface PageTarget {
  server: BenchProcess;
  url: string;
  user: string;
  headers?: Record<string, string>;
}

export interface PageFigures {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** CPU time of the server per request. */
  cpuMs: number;
  /** On the wire, head included. */
  bytes: number;
  rssMiB: number;
}

const warmUpSeconds = 2;
const seconds = 4;

/** Asks each target in a bounded loop, in turns; medians over the repetitions, in the order of the targets. */
export async function measurePage(
  targets: readonly PageTarget[],
  {
    repetitions,
    connections,
    onProgress,
  }: { repetitions: number; connections: number; onProgress: (progress: string) => void },
): Promise<PageFigures[]> {
  for (const target of targets) await load(target, connections, warmUpSeconds);
  const taken = targets.map((): PageFigures[] => []);
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    onProgress(`pages, ${repetition} of ${repetitions}`);
    for (const [index, target] of targets.entries()) {
      taken[index]?.push(await load(target, connections, seconds));
    }
  }
  return taken.map((figures) => {
    const middle = (figure: keyof PageFigures) => median(figures.map((of) => of[figure]));
    return {
      requestsPerSecond: middle("requestsPerSecond"),
      p50Ms: middle("p50Ms"),
      p99Ms: middle("p99Ms"),
      cpuMs: middle("cpuMs"),
      bytes: middle("bytes"),
      rssMiB: middle("rssMiB"),
    };
  });
}

async function load(
  { server, url, user, headers }: PageTarget,
  connections: number,
  duration: number,
): Promise<PageFigures> {
  const before = await server.usage();
  const result = await autocannon({
    url,
    connections,
    duration,
    headers: { "X-Forwarded-User": user, ...headers },
  });
  const after = await server.usage();
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${url}: ${failed} of ${result.requests.total} requests failed`);
  return {
    requestsPerSecond: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    cpuMs: (after.cpuMicros - before.cpuMicros) / 1000 / result.requests.total,
    bytes: result.throughput.total / result.requests.total,
    rssMiB: after.rssBytes / 2 ** 20,
  };
}
