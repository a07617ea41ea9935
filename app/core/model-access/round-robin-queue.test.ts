import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RoundRobinQueue } from "./round-robin-queue.ts";

const item = (userId: string, number: number) => ({ userId, number });

function drain(queue: RoundRobinQueue<{ userId: string; number: number }>) {
  const taken: string[] = [];
  for (let next = queue.take(); next; next = queue.take()) taken.push(`${next.userId}${next.number}`);
  return taken;
}

describe("RoundRobinQueue", () => {
  it("lets users take turns, and each user's own come in their order", () => {
    const queue = new RoundRobinQueue<{ userId: string; number: number }>();
    for (const [userId, number] of [
      ["a", 1],
      ["a", 2],
      ["a", 3],
      ["b", 4],
      ["c", 5],
      ["c", 6],
    ] as const) {
      queue.add(item(userId, number), false);
    }
    expect([...queue.inOrder()].map(({ userId, number }) => `${userId}${number}`)).toEqual([
      ...["a1", "b4", "c5", "a2", "c6", "a3"],
    ]);
    expect(drain(queue)).toEqual(["a1", "b4", "c5", "a2", "c6", "a3"]);
  });

  it("gives one that comes back the next turn, before later ones of its user", () => {
    const queue = new RoundRobinQueue<{ userId: string; number: number }>();
    queue.add(item("a", 1), false);
    queue.add(item("b", 5), false);
    queue.add(item("b", 3), true);
    queue.add(item("b", 2), true);
    expect(drain(queue)).toEqual(["b2", "a1", "b3", "b5"]);
  });

  it("tells the order in which it then gives, and loses nothing, whatever comes and goes", () => {
    const step = fc.record({
      userId: fc.constantFrom("a", "b", "c"),
      goesFirst: fc.boolean(),
      leaves: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const queue = new RoundRobinQueue<{ userId: string; number: number }>();
        const present = new Set<string>();
        steps.forEach(({ userId, goesFirst, leaves }, number) => {
          const one = item(userId, number);
          queue.add(one, goesFirst);
          present.add(`${userId}${number}`);
          if (!leaves) return;
          expect(queue.remove(one)).toBe(true);
          expect(queue.remove(one)).toBe(false);
          present.delete(`${userId}${number}`);
        });
        const expected = [...queue.inOrder()].map(({ userId, number }) => `${userId}${number}`);
        expect(queue.size).toBe(present.size);
        expect(drain(queue)).toEqual(expected);
        expect(new Set(expected)).toEqual(present);
      }),
    );
  });
});
