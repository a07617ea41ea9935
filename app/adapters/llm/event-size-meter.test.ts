import { describe, expect, it } from "vitest";

import { createEventSizeMeter } from "./event-size-meter.ts";

const limits = { maxEventBytes: 100, maxStreamBytes: 10_000 };

describe("createEventSizeMeter", () => {
  it.each(["\n\n", "\r\n\r\n", "\r\r"])(
    "starts anew behind a blank line, split anywhere (%j)",
    (blankLine) => {
      const bytes = Buffer.from(`data: ${"x".repeat(50)}${blankLine}`.repeat(20));
      for (let size = 1; size < 130; size++) {
        const add = createEventSizeMeter(limits);
        for (let at = 0; at < bytes.length; at += size) add(bytes.subarray(at, at + size));
      }
    },
  );

  it("refuses an event that is too large, however small its pieces", () => {
    const add = createEventSizeMeter(limits);
    const piece = Buffer.from("data: 89\n");
    expect(() => {
      for (let count = 0; count < 12; count++) add(piece);
    }).toThrow("more than 100 bytes");
  });

  it("refuses a stream that is too large", () => {
    const add = createEventSizeMeter(limits);
    const event = Buffer.from(`data: ${"x".repeat(50)}\n\n`);
    expect(() => {
      for (let count = 0; count < 200; count++) add(event);
    }).toThrow("more than 10000 bytes");
  });
});
