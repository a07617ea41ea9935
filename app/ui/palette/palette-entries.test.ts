import { describe, expect, it } from "vitest";
import type { Conversation } from "#app/protocol/resources.ts";
import type { SearchHit } from "#app/protocol/search.ts";
import { paletteEntries } from "./palette-entries.ts";

const time = "2026-03-10T12:00:00.000Z";

function conversation(id: string, title: string): Conversation {
  const rest = { systemPrompt: null, model: null, parameters: null, createdAt: time, updatedAt: time };
  return { id, title, pinned: false, unread: false, generating: false, ...rest };
}

function hit(conversationId: string, messageId: string | null): SearchHit {
  const role = messageId === null ? null : "user";
  return {
    conversationId,
    messageId,
    title: "Found",
    excerpt: "Found",
    highlights: [],
    role,
    createdAt: time,
  };
}

const commands = [
  { id: "new", label: "New chat", address: "/" },
  { id: "dark", label: "Theme: Dark", run: () => undefined },
];

const shape = (query: string, hits: SearchHit[] = []) =>
  paletteEntries({
    query,
    commands,
    conversations: [conversation("1", "Café trip"), conversation("2", "Garden")],
    hits,
  }).map(({ id, entries }) => [id, entries.map(({ key }) => key)]);

describe("the entries of the palette", () => {
  it("are the newest conversations and all commands before anything is typed", () => {
    expect(shape("")).toEqual([
      ["conversation.list", ["1", "2"]],
      ["palette.commands", ["new", "dark"]],
    ]);
  });

  it("are those whose words all occur, whatever their case and accents", () => {
    expect(shape("TRIP cafe")).toEqual([["conversation.list", ["1"]]]);
    expect(shape("dark theme")).toEqual([["palette.commands", ["dark"]]]);
    expect(shape("nothing such")).toEqual([]);
  });

  it("are joined by what the search found, each conversation once, with the way to all of it", () => {
    expect(shape("garden", [hit("2", null), hit("9", null), hit("9", "m")])).toEqual([
      ["conversation.list", ["2", "9"]],
      ["palette.messages", ["m", "all"]],
    ]);
  });
});
