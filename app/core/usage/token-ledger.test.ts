import { describe, expect, it, vi } from "vitest";
import { TokenLedger } from "./token-ledger.ts";
import type { TokenCount } from "./usage-store.ts";

const noon = Date.UTC(2026, 2, 10, 12);

function openLedger(tokensPerDay?: number) {
  const written: TokenCount[] = [];
  const state = { ms: noon, isAway: false, reads: 0, errors: 0 };
  const ledger = new TokenLedger({
    store: {
      async add(counts) {
        if (state.isAway) throw new Error("away");
        written.push(...counts);
      },
      async readDay({ userId, day }) {
        state.reads += 1;
        const own = written.filter((count) => count.userId === userId && count.day === day);
        return {
          promptTokens: own.reduce((sum, count) => sum + count.promptTokens, 0),
          completionTokens: own.reduce((sum, count) => sum + count.completionTokens, 0),
        };
      },
    },
    tokensPerDay,
    log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() },
    onError: () => (state.errors += 1),
    now: () => state.ms,
  });
  const answer = (userId: string, promptTokens: number, completionTokens: number) =>
    ledger.count(userId, { model: "m", usage: { promptTokens, completionTokens } });
  return { ledger, written, state, answer };
}

describe("TokenLedger", () => {
  it("writes what one user's answers cost as one count, and counts it before it is written", async () => {
    const { ledger, written, answer } = openLedger();
    answer("ada", 10, 5);
    answer("ada", 20, 5);
    answer("ben", 1, 1);
    ledger.count("ada", { model: "m" });
    const sum = { day: "2026-03-10", promptTokens: 30, completionTokens: 10, limit: null };
    expect(await ledger.read("ada")).toEqual(sum);
    await ledger.stop();
    expect(written).toHaveLength(2);
    expect(written[0]).toMatchObject({ userId: "ada", answers: 2, promptTokens: 30 });
    expect(await ledger.read("ada")).toEqual(sum);
  });

  it("keeps the counts of a time without a primary", async () => {
    const { ledger, written, state, answer } = openLedger();
    state.isAway = true;
    answer("ada", 10, 5);
    await ledger.flush();
    answer("ada", 10, 5);
    state.isAway = false;
    await ledger.stop();
    expect(state.errors).toBe(1);
    expect(written).toMatchObject([{ promptTokens: 20, completionTokens: 10, answers: 2 }]);
  });

  it("refuses at the limit until midnight UTC, and asks the primary seldom", async () => {
    const { ledger, state, answer } = openLedger(30);
    expect(await ledger.findRefusal("ada")).toBeUndefined();
    answer("ada", 20, 9);
    expect(await ledger.findRefusal("ada")).toBeUndefined();
    answer("ada", 1, 0);
    expect(await ledger.findRefusal("ada")).toMatchObject({
      code: "quota_exceeded",
      message: "You have used 30 of your 30 tokens for today. They are renewed at midnight UTC.",
      retryAfterSeconds: 12 * 60 * 60,
    });
    expect(await ledger.findRefusal("ben")).toBeUndefined();
    expect(state.reads).toBe(2);
    state.ms += 12 * 60 * 60 * 1000;
    expect(await ledger.findRefusal("ada")).toBeUndefined();
    await ledger.stop();
  });
});
