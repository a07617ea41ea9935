import { describe, expect, it } from "vitest";
import { coalesce } from "./coalesce.ts";

describe("coalesce", () => {
  it("never answers with something asked before the caller came", async () => {
    let value = 0;
    let asked = 0;
    const ask = coalesce(async () => {
      asked += 1;
      const seen = value;
      await new Promise((resolve) => setTimeout(resolve, 2));
      return seen;
    });
    const early = ask();
    await new Promise((resolve) => setTimeout(resolve, 1));
    value = 1;
    const late = [ask(), ask(), ask()];
    expect(await early).toBe(0);
    expect(await Promise.all(late)).toEqual([1, 1, 1]);
    expect(asked).toBe(2);
  });

  it("asks again after a failure", async () => {
    let fail = true;
    const ask = coalesce(async () => {
      if (fail) throw new Error("down");
      return "up";
    });
    await expect(ask()).rejects.toThrow("down");
    fail = false;
    expect(await ask()).toBe("up");
  });
});
