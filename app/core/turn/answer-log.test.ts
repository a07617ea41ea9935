import { describe, expect, it, onTestFinished, vi } from "vitest";
import { AnswerLog } from "./answer-log.ts";
import { LiveGeneration } from "./live-generation.ts";
import { LiveGenerations } from "./live-generations.ts";
import type { LogEntry } from "./turn-store.ts";

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A log under a clock that stands still, on a store that remembers what it was given. */
function startLog() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const entries: LogEntry[] = [];
  const live = new LiveGenerations();
  const generation = new LiveGeneration({
    id: "g",
    userId: "ada",
    conversationId: "c",
    messageId: "m",
    parentId: "q",
    model: "test",
  });
  generation.committed = true;
  live.add(generation);
  const log = new AnswerLog({
    live,
    store: {
      appendToLog: (given) => {
        entries.push(...given);
        return Promise.resolve(new Map(given.map(({ generationId }) => [generationId, "running" as const])));
      },
    },
    notifications: { notifyLogged: () => {} },
    log: quiet,
    onError: () => {},
  });
  onTestFinished(() => log.stop());
  log.start();
  return { log, generation, entries };
}

describe("a log that is hurried", () => {
  it("takes a kilobyte long before its next turn", async () => {
    const { log, generation, entries } = startLog();
    generation.append("text", "x".repeat(2_000));
    generation.answer.cut();
    await vi.advanceTimersByTimeAsync(60);
    expect(entries).toEqual([]);
    expect(generation.needsFlush).toBe(true);
    log.flushSoon();
    await vi.advanceTimersByTimeAsync(60);
    expect(entries.map(({ texts }) => texts)).toEqual([["x".repeat(2_000)]]);
    expect(generation.needsFlush).toBe(false);
  });

  it("is not urged by little text", () => {
    const { generation } = startLog();
    generation.append("text", "few words");
    expect(generation.needsFlush).toBe(false);
  });
});
