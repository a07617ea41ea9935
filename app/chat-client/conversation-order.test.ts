import { describe, expect, it } from "vitest";
import { after, sampleConversation } from "./chat-samples.ts";
import { sortConversations } from "./conversation-order.ts";
import type { ChatEvent } from "./reduce-chat.ts";

const at = (day: number) => `2026-03-${String(day).padStart(2, "0")}T00:00:00.000Z`;
const conversation = (id: string, day: number, pinned = false) =>
  sampleConversation({ id, title: id, updatedAt: at(day), pinned });

function page(
  ids: [string, number][],
  change: { nextCursor?: string | null; requestedAt?: number; isFirst?: boolean } = {},
): ChatEvent {
  const items = ids.map(([id, day]) => conversation(id, day));
  return { type: "conversations.loaded", items, nextCursor: null, isFirst: true, requestedAt: 10, ...change };
}

const titles = (events: ChatEvent[]) =>
  sortConversations(after(events).conversations).map(({ title }) => title);
const updated = (change: Parameters<typeof sampleConversation>[0], receivedAt: number): ChatEvent => ({
  type: "frame",
  frame: { type: "conversation.updated", conversation: sampleConversation(change) },
  at: receivedAt,
});

describe("the list of conversations", () => {
  it("shows pinned ones first and then the newest", () => {
    const pinned: ChatEvent = {
      type: "conversation.saved",
      conversation: conversation("old", 1, true),
      at: 1,
    };
    expect(
      titles([
        page([
          ["b", 2],
          ["c", 3],
        ]),
        pinned,
      ]),
    ).toEqual(["old", "c", "b"]);
  });

  it("keeps what a frame told after the page was asked for", () => {
    const renamed = updated({ id: "a", title: "new name", updatedAt: at(3) }, 11);
    expect(titles([renamed, page([["a", 3]])])).toEqual(["new name"]);
    expect(titles([renamed, page([["a", 3]], { requestedAt: 12 })])).toEqual(["a"]);
  });

  it("drops what the newest page should hold but does not", () => {
    const gone = page(
      [
        ["a", 5],
        ["b", 4],
      ],
      { requestedAt: 0, nextCursor: "x" },
    );
    expect(
      titles([
        gone,
        page(
          [
            ["a", 5],
            ["z", 1],
          ],
          { nextCursor: "y" },
        ),
      ]),
    ).toEqual(["a", "z"]);
  });

  it("keeps further pages and their cursor when the newest page is read again", () => {
    const events = [
      page(
        [
          ["a", 5],
          ["b", 4],
        ],
        { nextCursor: "after-b" },
      ),
      page([["c", 3]], { isFirst: false, nextCursor: "after-c" }),
      page(
        [
          ["a", 5],
          ["b", 4],
        ],
        { nextCursor: "after-b" },
      ),
    ];
    expect(titles(events)).toEqual(["a", "b", "c"]);
    expect(after(events).nextCursor).toBe("after-c");
  });
});
