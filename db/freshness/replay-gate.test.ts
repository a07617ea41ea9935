import { describe, expect, it } from "vitest";
import { ReplayGate } from "./replay-gate.ts";

const at = (lsn: number, timeline = 1) => ({ timeline, lsn: BigInt(lsn) });

/** A gate before a standby whose replay the test moves. */
function openGate(replayed = 0) {
  const standby = { replayed, asked: 0, fails: false };
  const waits: number[] = [];
  const gate = new ReplayGate({
    awaitReplayed: async () => {
      standby.asked += 1;
      if (standby.fails) throw new Error("gone");
      return BigInt(standby.replayed);
    },
    onWaited: (elapsedMs) => waits.push(elapsedMs),
  });
  gate.note(at(replayed));
  return { standby, gate, waits };
}

describe("the replay gate", () => {
  it("answers from what is known without asking the standby", async () => {
    const { standby, gate, waits } = openGate(10);
    for (let read = 0; read < 100; read += 1) expect(await gate.waitFor(at(10))).toBe(true);
    expect([standby.asked, waits]).toEqual([0, []]);
  });

  it("waits for a standby that is a little behind, all waiters by the same looks", async () => {
    const { standby, gate, waits } = openGate(1);
    const reads = Array.from({ length: 50 }, () => gate.waitFor(at(2)));
    setTimeout(() => (standby.replayed = 2), 10);
    expect(new Set(await Promise.all(reads))).toEqual(new Set([true]));
    expect(standby.asked).toBeLessThan(40);
    expect(waits).toHaveLength(50);
    const asked = standby.asked;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(standby.asked).toBe(asked);
  });

  it("waits in vain once, and then not at all until the standby has come so far", async () => {
    const { gate, waits } = openGate(1);
    expect(await gate.waitFor(at(5))).toBe(false);
    expect(gate.isBehind).toBe(true);
    expect(await gate.waitFor(at(3))).toBe(false);
    expect(waits).toHaveLength(1);
    gate.note(at(4));
    expect([gate.isBehind, await gate.waitFor(at(3))]).toEqual([true, true]);
    gate.note(at(5));
    expect(gate.isBehind).toBe(false);
  });

  it("never waits for another timeline", async () => {
    const { gate, waits } = openGate(10);
    expect(await gate.waitFor(at(1, 2))).toBe(false);
    gate.note(at(11, 2));
    expect(await gate.waitFor(at(10, 1))).toBe(false);
    expect(waits).toEqual([]);
  });

  it("shows nothing after a restart until all is replayed that was there before", () => {
    const { gate } = openGate(10);
    gate.reset(at(12));
    expect(gate.shows(at(1))).toBe(false);
    gate.note(at(11));
    expect(gate.shows(at(1))).toBe(false);
    gate.note(at(12));
    expect(gate.shows(at(1))).toBe(true);
  });

  it("sends those who wait elsewhere when the standby fails", async () => {
    const { standby, gate } = openGate(1);
    standby.fails = true;
    expect(await gate.waitFor(at(2))).toBe(false);
  });
});
