import { describe, expect, it } from "vitest";
import type { Message } from "#app/protocol/resources.ts";
import { answer, userMessage } from "./chat-samples.ts";
import { threadOf } from "./reduce-chat.ts";
import { dropOldest, extendDown, extendUp, placePart, windowLength } from "./thread-window.ts";

/** Messages `m<from>` to `m<to>` of one branch. */
function branch(from: number, to: number): Message[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const [id, parentId] = [`m${from + index}`, `m${from + index - 1}`];
    return index % 2 === 0 ? userMessage(id, parentId) : answer(id, parentId);
  });
}

const ends = ({ messages }: { messages: readonly Message[] }) => [messages[0]?.id, messages.at(-1)?.id];
const thread = threadOf({ conversationId: "c1", items: branch(301, 600), nextBefore: "m301" });

describe("the window of a long branch", () => {
  it("takes an older page at the top and lets go of the end", () => {
    const extended = extendUp(thread, { items: branch(251, 300), nextBefore: "m251", nextAfter: null });
    expect(extended.messages).toHaveLength(windowLength);
    expect(ends(extended)).toEqual(["m251", "m550"]);
    expect(extended).toMatchObject({ nextBefore: "m251", nextAfter: "m550" });
  });

  it("takes a newer page at the end and lets go of the top", () => {
    const early = placePart(thread, { items: branch(1, 300), nextBefore: null, nextAfter: "m300" });
    const continued = extendDown(early, { items: branch(301, 350), nextBefore: "m301", nextAfter: "m350" });
    expect(ends(continued)).toEqual(["m51", "m350"]);
    expect(continued).toMatchObject({ nextBefore: "m51", nextAfter: "m350" });
  });

  it("knows when it has come to either end", () => {
    const top = extendUp(
      { ...thread, messages: branch(51, 100) },
      { items: branch(1, 50), nextBefore: null, nextAfter: null },
    );
    expect(top).toMatchObject({ nextBefore: null, nextAfter: null });
    const late = placePart(thread, { items: branch(501, 550), nextBefore: "m501", nextAfter: "m550" });
    const end = extendDown(late, { items: branch(551, 600), nextBefore: "m551", nextAfter: null });
    expect(end.nextAfter).toBeNull();
  });

  it("stays within its bounds while it grows", () => {
    const grown = dropOldest({ ...thread, messages: branch(301, 602) });
    expect(ends(grown)).toEqual(["m303", "m602"]);
    expect(grown.nextBefore).toBe("m303");
    expect(dropOldest(thread)).toBe(thread);
  });
});
