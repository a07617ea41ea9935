import { describe, expect, it } from "vitest";
import type { Output } from "#app/protocol/parts.ts";
import { describeOutputs, trimMiddle } from "./outputs-for-model.ts";

const print = (text: string): Output => ({ type: "stream", name: "stdout", text });
/** A PNG of 3 by 2 pixels, as far as its size needs. */
const png = Buffer.from("89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d", "hex");

describe("describeOutputs", () => {
  it("says so when the code printed nothing", () => {
    expect(describeOutputs([])).toBe("The code ran and printed nothing.");
    expect(describeOutputs([print("")])).toBe("The code ran and printed nothing.");
  });

  it("tells a picture by type and size, and never by its bytes", () => {
    const data = { "image/png": png.toString("base64"), "text/plain": "<Figure size 640x480>" };
    expect(describeOutputs([{ type: "data", data }])).toBe(
      "[a picture is shown to the person: image/png, 3 × 2 pixels]",
    );
  });

  it("prefers the plain text of a table to its HTML", () => {
    const data = { "text/html": "<table></table>", "text/plain": "   a\n0  1" };
    expect(describeOutputs([{ type: "data", data, isResult: true }])).toBe("   a\n0  1");
  });

  it("tells a traceback without its colours", () => {
    const traceback = "\u001b[0;31mZeroDivisionError\u001b[0m: division by zero";
    const error: Output = {
      type: "error",
      name: "ZeroDivisionError",
      message: "division by zero",
      traceback,
    };
    expect(describeOutputs([print("before\n"), error])).toBe("before\nZeroDivisionError: division by zero");
  });

  it("leaves out base64 that code prints", () => {
    const printed = `data:image/png;base64,${"iVBORw0KGgo".repeat(100)}=`;
    expect(describeOutputs([print(printed)])).toBe(
      "data:image/png;base64,[1101 characters of base64 are left out]",
    );
  });

  it("keeps the beginning and the end within the budget, the error being at the end", () => {
    const lines = Array.from({ length: 10_000 }, (_, at) => `line ${at}\n`).join("");
    const error: Output = { type: "error", name: "E", message: "boom", traceback: "E: boom" };
    const told = describeOutputs([print(lines), error], 1_000);
    expect(told.length).toBeLessThan(1_100);
    expect(told).toMatch(/^line 0\nline 1\n/);
    expect(told).toMatch(/\n\[\d+ characters are left out here\]\n/);
    expect(told).toMatch(/line 9999\nE: boom$/);
  });
});

describe("trimMiddle", () => {
  it("cuts no character in two", () => {
    for (let budget = 10; budget < 30; budget += 1) {
      const trimmed = trimMiddle("😀".repeat(100), budget);
      expect(encodeURIComponent(trimmed)).toContain("%F0%9F%98%80");
    }
  });
});
