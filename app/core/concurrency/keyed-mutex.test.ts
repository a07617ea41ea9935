import { describe, expect, it } from "vitest";
import { KeyedMutex } from "./keyed-mutex.ts";

/** A work that ends when it is told to. */
function openWork(name: string, log: string[]) {
  let end!: (error?: Error) => void;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  return {
    end,
    run: async () => {
      log.push(`${name} starts`);
      await ended;
      log.push(`${name} ends`);
      return name;
    },
  };
}

describe("KeyedMutex", () => {
  it("runs works of one key in order and those of other keys beside them", async () => {
    const mutex = new KeyedMutex();
    const log: string[] = [];
    const [a1, a2, b1] = [openWork("a1", log), openWork("a2", log), openWork("b1", log)];
    const works = [mutex.run("a", a1.run), mutex.run("a", a2.run), mutex.run("b", b1.run)];
    expect(log).toEqual(["a1 starts", "b1 starts"]);
    expect([mutex.countOf("a"), mutex.countOf("b"), mutex.countOf("c")]).toEqual([2, 1, 0]);
    a2.end();
    a1.end();
    b1.end();
    expect(await Promise.all(works)).toEqual(["a1", "a2", "b1"]);
    expect(log.indexOf("a2 starts")).toBeGreaterThan(log.indexOf("a1 ends"));
  });

  it("runs the next work after one that failed, and forgets a key without works", async () => {
    const mutex = new KeyedMutex();
    const log: string[] = [];
    const [bad, good] = [openWork("bad", log), openWork("good", log)];
    const failed = expect(mutex.run("a", bad.run)).rejects.toThrow("no");
    const succeeded = mutex.run("a", good.run);
    bad.end(new Error("no"));
    good.end();
    await failed;
    expect(await succeeded).toBe("good");
    await new Promise((resolve) => setImmediate(resolve));
    expect(mutex.countOf("a")).toBe(0);
  });
});
