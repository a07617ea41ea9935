import { describe, expect, it } from "vitest";
import { createHtmlStore } from "./html-store.ts";

describe("The store of rendered texts", () => {
  it("forgets what was not asked for longest, and never holds more than its limit", () => {
    const store = createHtmlStore(10);
    store.set("a", "aaaa");
    store.set("b", "bbbb");
    expect(store.get("a")).toBe("aaaa");
    store.set("c", "cccc");
    expect([store.get("a"), store.get("b"), store.get("c")]).toEqual(["aaaa", undefined, "cccc"]);
    store.set("d", "d".repeat(11));
    expect([store.get("a"), store.get("d")]).toEqual(["aaaa", undefined]);
  });

  it("gives turns one after the other, also behind one that failed", async () => {
    const store = createHtmlStore(10);
    const order: string[] = [];
    const failed = store.inTurn(async () => {
      await Promise.resolve();
      order.push("first");
      throw new Error("lost");
    });
    const second = store.inTurn(async () => order.push("second"));
    await expect(failed).rejects.toThrow("lost");
    await second;
    expect(order).toEqual(["first", "second"]);
  });
});
