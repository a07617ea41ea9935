import { describe, expect, it, vi, beforeEach, afterEach } from "vitest";
import { AppError } from "../app-error.ts";
import { ModelQueue, type Slot, type Ticket } from "./model-queue.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function openQueue({ maxConcurrent, maxWaiting = 10 }: { maxConcurrent?: number; maxWaiting?: number }) {
  const outcomes: string[] = [];
  const queue = new ModelQueue({
    model: "m",
    maxConcurrent,
    maxWaiting,
    maxWaitMs: 10_000,
    telemetry: {
      waiting: () => {},
      waited: (_model, outcome) => outcomes.push(outcome),
      breakerChanged: () => {},
      fellBack: () => {},
    },
    now: () => Date.now(),
    random: () => 0.5,
  });
  const admitted: string[] = [];
  const slots = new Map<string, Slot>();
  const refusals = new Map<string, unknown>();
  const positions = new Map<string, number[]>();
  const tickets = new Map<string, Ticket>();

  /** `a1` is the first of user `a`. */
  function come(name: string, signal = new AbortController().signal): void {
    const told = positions.get(name) ?? [];
    positions.set(name, told);
    const ticket = tickets.get(name) ?? {
      userId: name.slice(0, 1),
      onPosition: (position) => void told.push(position),
    };
    tickets.set(name, ticket);
    queue.acquire(ticket, signal).then(
      (slot) => {
        admitted.push(name);
        slots.set(name, slot);
      },
      (error: unknown) => refusals.set(name, error),
    );
  }
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return { queue, come, settle, admitted, slots, refusals, positions, tickets, outcomes };
}

describe("ModelQueue", () => {
  it("lets everybody in as long as the model takes what comes", async () => {
    const { come, settle, admitted } = openQueue({});
    for (let index = 0; index < 50; index += 1) come(`a${index}`);
    await settle();
    expect(admitted).toHaveLength(50);
  });

  it("lets in as many as configured, users in turns, and tells each its place", async () => {
    const { come, settle, admitted, slots, positions } = openQueue({ maxConcurrent: 1 });
    for (const name of ["a1", "a2", "a3", "b1"]) come(name);
    await settle();
    expect(admitted).toEqual(["a1"]);
    await vi.advanceTimersByTimeAsync(300);
    expect([positions.get("a2"), positions.get("b1"), positions.get("a3")?.at(-1)]).toEqual([[1], [2], 3]);
    for (const name of ["a1", "a2", "b1"]) {
      slots.get(name)?.onFirstToken();
      slots.get(name)?.release();
      await settle();
    }
    expect(admitted).toEqual(["a1", "a2", "b1", "a3"]);
    expect(positions.get("a2")).toEqual([1, 0]);
  });

  it("pauses after an overload, longer each time, and lets who was refused come first again", async () => {
    const { come, settle, admitted, slots } = openQueue({});
    come("a1");
    await settle();
    expect(slots.get("a1")?.onOverloaded(undefined, "busy")).toBe(true);
    come("b1");
    come("a1");
    await vi.advanceTimersByTimeAsync(499);
    expect(admitted).toEqual(["a1"]);
    await vi.advanceTimersByTimeAsync(2);
    expect(admitted).toEqual(["a1", "a1"]);
    expect(slots.get("a1")?.onOverloaded(undefined, "busy")).toBe(true);
    come("a1");
    await vi.advanceTimersByTimeAsync(998);
    expect(admitted).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(4);
    slots.get("a1")?.onFirstToken();
    await settle();
    expect(admitted).toEqual(["a1", "a1", "a1", "b1"]);
  });

  it("waits as long as the model asks, and gives up at once when that is too long", async () => {
    const { come, settle, slots, admitted } = openQueue({});
    come("a1");
    await settle();
    expect(slots.get("a1")?.onOverloaded(4_000, "busy")).toBe(true);
    come("a1");
    await vi.advanceTimersByTimeAsync(3_999);
    expect(admitted).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(admitted).toHaveLength(2);
    expect(slots.get("a1")?.onOverloaded(60_000, "busy")).toBe(false);
  });

  it("ends a wait that is too long with what the model said, and one that is stopped", async () => {
    const { come, settle, slots, refusals, tickets, outcomes } = openQueue({ maxConcurrent: 1 });
    const stop = new AbortController();
    come("a1");
    come("a2");
    come("b1", stop.signal);
    await settle();
    stop.abort(new Error("stopped"));
    await settle();
    expect(String(refusals.get("b1"))).toBe("Error: stopped");
    const refusal = new AppError("model_unavailable");
    tickets.get("a2")!.refusal = refusal;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(refusals.get("a2")).toBe(refusal);
    slots.get("a1")?.release();
    expect(outcomes).toEqual(["left", "timeout"]);
  });

  it("holds no more than its length, and makes room for whoever has less in it", async () => {
    const { come, settle, admitted, refusals } = openQueue({ maxConcurrent: 1, maxWaiting: 3 });
    for (const name of ["a1", "a2", "a3", "a4", "a5"]) come(name);
    await settle();
    expect(refusals.get("a5")).toMatchObject({ code: "model_overloaded", retryAfterSeconds: 10 });
    come("b1");
    await settle();
    expect([...refusals.keys()]).toEqual(["a5", "a4"]);
    expect(admitted).toEqual(["a1"]);
  });
});
