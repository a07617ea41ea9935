import { describe, expect, it } from "vitest";
import { groupCommit } from "./group-commit.ts";

describe("groupCommit", () => {
  it("runs what is asked for at the same time as one statement and answers each in order", async () => {
    const batches: number[][] = [];
    const double = groupCommit(async (items: number[]) => {
      batches.push(items);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return items.map((item) => item * 2);
    });
    const first = Promise.all([double(1), double(2)]);
    await new Promise((resolve) => setTimeout(resolve, 2));
    const second = Promise.all([double(3), double(4), double(5)]);
    expect(await first).toEqual([2, 4]);
    expect(await second).toEqual([6, 8, 10]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it("fails only the item that the database refuses", async () => {
    const store = groupCommit(async (items: number[]) => {
      if (items.includes(2)) throw Object.assign(new Error("bad value"), { code: "22021" });
      return items;
    });
    const results = await Promise.allSettled([store(1), store(2), store(3)]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("fails all items when the connection is lost, and works again afterwards", async () => {
    let up = false;
    const store = groupCommit(async (items: number[]) => {
      if (!up) throw Object.assign(new Error("gone"), { code: "CONNECTION_CLOSED" });
      return items;
    });
    const results = await Promise.allSettled([store(1), store(2)]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    up = true;
    expect(await store(3)).toBe(3);
  });
});
