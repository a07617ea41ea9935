import { describe, expect, it, vi } from "vitest";
import { exponentialBackoff, retry } from "./retry.ts";

const failing = (times: number) => async (retries: number) => {
  if (retries < times) throw new Error(`failure ${retries}`);
  return retries;
};

describe("retry", () => {
  it("tries until the work succeeds and reports each failure with the delay after it", async () => {
    const reports: [unknown, number][] = [];
    const result = await retry(failing(2), {
      delayMs: (_error, retries) => retries + 1,
      onRetry: (error, delayMs) => reports.push([error, delayMs]),
    });
    expect(result).toBe(2);
    expect(reports).toEqual([
      [new Error("failure 0"), 1],
      [new Error("failure 1"), 2],
    ]);
  });

  it("throws the last error when the delays give up, without a report of it", async () => {
    const onRetry = vi.fn();
    const result = retry(failing(5), {
      delayMs: (_error, retries) => (retries < 1 ? 0 : undefined),
      onRetry,
    });
    await expect(result).rejects.toThrow("failure 1");
    expect(onRetry).toHaveBeenCalledTimes(1);
  });

  it("ends a wait when the signal fires", async () => {
    const abort = new AbortController();
    const result = retry(failing(1), {
      delayMs: () => 60_000,
      onRetry: () => abort.abort(),
      signal: abort.signal,
    });
    await expect(result).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("exponentialBackoff", () => {
  it("doubles the delay up to the longest, and gives up after its time", () => {
    vi.useFakeTimers();
    try {
      const delayMs = exponentialBackoff({ firstMs: 100, longestMs: 350, giveUpAfterMs: 1_000 });
      const delays = [0, 1, 2, 3, 500].map((retries) => delayMs(undefined, retries));
      expect(delays).toEqual([100, 200, 350, 350, 350]);
      vi.advanceTimersByTime(1_001);
      expect(delayMs(undefined, 0)).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });
});
