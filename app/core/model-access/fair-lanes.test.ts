import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FairLanes } from "./fair-lanes.ts";

const item = (userId: string, number: number) => ({ userId, number });

function drain(lanes: FairLanes<{ userId: string; number: number }>) {
  const taken: string[] = [];
  for (let next = lanes.take(); next; next = lanes.take()) taken.push(`${next.userId}${next.number}`);
  return taken;
}

describe("FairLanes", () => {
  it("lets users take turns, and each user's own come in their order", () => {
    const lanes = new FairLanes<{ userId: string; number: number }>();
    for (const [userId, number] of [
      ["a", 1],
      ["a", 2],
      ["a", 3],
      ["b", 4],
      ["c", 5],
      ["c", 6],
    ] as const) {
      lanes.add(item(userId, number), false);
    }
    expect([...lanes.inOrder()].map(({ userId, number }) => `${userId}${number}`)).toEqual([
      ...["a1", "b4", "c5", "a2", "c6", "a3"],
    ]);
    expect(drain(lanes)).toEqual(["a1", "b4", "c5", "a2", "c6", "a3"]);
  });

  it("gives one that comes back the next turn, before later ones of its user", () => {
    const lanes = new FairLanes<{ userId: string; number: number }>();
    lanes.add(item("a", 1), false);
    lanes.add(item("b", 5), false);
    lanes.add(item("b", 3), true);
    lanes.add(item("b", 2), true);
    expect(drain(lanes)).toEqual(["b2", "a1", "b3", "b5"]);
  });

  it("tells the order in which it then gives, and loses nothing, whatever comes and goes", () => {
    const step = fc.record({
      userId: fc.constantFrom("a", "b", "c"),
      goesFirst: fc.boolean(),
      leaves: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const lanes = new FairLanes<{ userId: string; number: number }>();
        const present = new Set<string>();
        steps.forEach(({ userId, goesFirst, leaves }, number) => {
          const one = item(userId, number);
          lanes.add(one, goesFirst);
          present.add(`${userId}${number}`);
          if (!leaves) return;
          expect(lanes.remove(one)).toBe(true);
          expect(lanes.remove(one)).toBe(false);
          present.delete(`${userId}${number}`);
        });
        const told = [...lanes.inOrder()].map(({ userId, number }) => `${userId}${number}`);
        expect(lanes.size).toBe(present.size);
        expect(drain(lanes)).toEqual(told);
        expect(new Set(told)).toEqual(present);
      }),
    );
  });
});
