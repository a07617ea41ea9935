import { describe, expect, it } from "vitest";
import { batchesOf } from "./import-batches.ts";

const conversation = (length: number) => ({ title: "x".repeat(length) });

describe("a file to import", () => {
  it("is cut into files of its own form that are small enough, in its order", () => {
    const conversations = [400_000, 500_000, 400_000, 2_000_000, 10].map(conversation);
    const file = { format: "ours", version: 1, conversations };
    const batches = batchesOf(file);
    expect(batches?.map(({ count }) => count)).toEqual([2, 1, 1, 1]);
    expect(batches?.[1]?.body).toEqual({
      format: "ours",
      version: 1,
      conversations: [conversation(400_000)],
    });
    expect(batchesOf(conversations)?.flatMap(({ body }) => body)).toEqual(conversations);
  });

  it("has no parts when it is none", () => {
    for (const file of [undefined, null, "text", {}, { conversations: 7 }])
      expect(batchesOf(file)).toBeUndefined();
    expect(batchesOf([])).toEqual([]);
  });
});
