import { onTestFinished } from "vitest";
import type { TestApi } from "#tests/support/test-api.ts";

export interface Browsing {
  /** Ends it; resolves when every answer is there. */
  stop(): Promise<BrowsingResult>;
}

interface BrowsingResult {
  loads: number;
  /** What was not answered with 200. */
  failed: string[];
  /** Duration of each load in milliseconds, slowest first. */
  durationsMs: number[];
}

const loadEveryMs = 20;

/** Loads the paths in turn, 50 a second, whether earlier ones are answered or not. */
export function browse(api: TestApi, paths: readonly string[]): Browsing {
  const failed: string[] = [];
  const durationsMs: number[] = [];
  const loads: Promise<void>[] = [];
  const load = async (path: string) => {
    const startedAt = performance.now();
    const said = await api.get(path).then(
      ({ status, text }) => (status === 200 ? undefined : `${status} ${text.slice(0, 200)}`),
      (error: unknown) => String(error),
    );
    durationsMs.push(performance.now() - startedAt);
    if (said !== undefined) failed.push(`${path}: ${said}`);
  };
  const timer = setInterval(() => {
    const path = paths[loads.length % paths.length];
    if (path !== undefined) loads.push(load(path));
  }, loadEveryMs);
  onTestFinished(() => clearInterval(timer));
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(loads);
      return { loads: loads.length, failed, durationsMs: durationsMs.sort((one, other) => other - one) };
    },
  };
}
