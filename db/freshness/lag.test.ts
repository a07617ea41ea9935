import { describe, expect, it } from "vitest";
import { Lag } from "./lag.ts";

const at = (lsn: number) => ({ timeline: 1, lsn: BigInt(lsn) });

describe("the lag of a standby", () => {
  it("is nothing while it has replayed all, however long the primary has been idle", () => {
    const lag = new Lag();
    lag.notePrimary(at(10), 0);
    lag.notePrimary(at(10), 100_000);
    expect(lag.lagMs(at(10), 100_001)).toBe(0);
    expect(lag.lagBytes(at(10))).toBe(0);
  });

  it("counts from when the primary was first seen beyond it", () => {
    const lag = new Lag();
    for (let second = 0; second <= 10; second += 1) lag.notePrimary(at(second), second * 1_000);
    expect(lag.lagMs(at(4), 10_000)).toBe(5_000);
    expect(lag.lagBytes(at(4))).toBe(6);
    expect(lag.lagMs(at(9), 10_200)).toBe(200);
    expect(lag.lagMs(at(10), 10_400)).toBe(0);
  });

  it("does not grow with the time that the primary was idle before it wrote", () => {
    const lag = new Lag();
    lag.notePrimary(at(1), 0);
    lag.notePrimary(at(2), 90_000);
    expect(lag.lagMs(at(1), 90_010)).toBe(10);
  });
});
