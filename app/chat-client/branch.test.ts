import { describe, expect, it } from "vitest";
import { mergeSnapshot, placeMessage } from "./branch.ts";
import { answer, userMessage } from "./chat-samples.ts";

const ids = (messages: readonly { id: string }[] | undefined) => messages?.map(({ id }) => id);
const [u1, a1, u2, a2] = [
  userMessage("u1", null),
  answer("a1", "u1"),
  userMessage("u2", "a1"),
  answer("a2", "u2"),
];

describe("placeMessage", () => {
  it("puts a message behind its parent and drops what followed it before", () => {
    expect(ids(placeMessage([u1, a1, u2, a2], answer("b1", "u1")))).toEqual(["u1", "b1"]);
  });

  it("replaces a message in place and keeps what follows", () => {
    const placed = placeMessage([u1, a1, u2], { ...a1, content: "new" });
    expect(ids(placed)).toEqual(["u1", "a1", "u2"]);
    expect(placed?.[1]?.content).toBe("new");
  });

  it("does not put an ended answer back to streaming", () => {
    expect(placeMessage([u1, a1], { ...a1, status: "streaming" })?.[1]?.status).toBe("complete");
  });

  it("has no place for a message whose parent is not loaded", () => {
    expect(placeMessage([u1, a1], answer("x", "unknown"))).toBeUndefined();
  });
});

describe("mergeSnapshot", () => {
  it("keeps earlier pages that the newest page does not hold", () => {
    expect(mergeSnapshot([u1, a1, u2, a2], [u2, a2])).toEqual({
      messages: [u1, a1, u2, a2],
      keptEarlier: true,
    });
  });

  it("keeps what was told while the page was under way", () => {
    expect(ids(mergeSnapshot([u1, a1, u2], [u1, a1]).messages)).toEqual(["u1", "a1", "u2"]);
  });

  it("follows the page to another branch", () => {
    const b1 = answer("b1", "u1", { siblingIds: ["a1", "b1"] });
    expect(ids(mergeSnapshot([u1, a1, u2], [u1, b1]).messages)).toEqual(["u1", "b1"]);
  });

  it("stays on a branch that is newer than the page", () => {
    const b1 = answer("b1", "u1", { siblingIds: ["a1", "b1"], status: "streaming" });
    expect(ids(mergeSnapshot([u1, b1], [u1, a1]).messages)).toEqual(["u1", "b1"]);
  });

  it("starts afresh when the page shares nothing with what is known", () => {
    const far = userMessage("u9", "a8");
    expect(mergeSnapshot([u1, a1], [far])).toEqual({ messages: [far], keptEarlier: false });
  });
});
