import { describe, expect, it } from "vitest";
import type { Conversation } from "#app/protocol/resources.ts";
import { groupByDay } from "./day-groups.ts";

const now = Date.parse("2026-03-10T12:00:00Z");

function conversation(updatedAt: string, pinned = false): Conversation {
  const id = crypto.randomUUID();
  return {
    id,
    title: updatedAt,
    pinned,
    systemPrompt: null,
    model: null,
    parameters: null,
    unread: false,
    createdAt: updatedAt,
    updatedAt,
    generating: false,
  };
}

function labels(conversations: Conversation[], timeZone = "UTC"): Record<string, number> {
  const groups = groupByDay(conversations, { now, timeZone });
  return Object.fromEntries(groups.map(({ key, conversations: { length } }) => [key, length]));
}

describe("groupByDay", () => {
  it("puts pinned conversations first, whatever their age", () => {
    const groups = groupByDay(
      [conversation("2020-01-01T00:00:00Z", true), conversation("2026-03-10T08:00:00Z")],
      {
        now,
        timeZone: "UTC",
      },
    );
    expect(groups.map(({ kind }) => kind)).toEqual(["pinned", "today"]);
  });

  it("counts midnights, not hours", () => {
    expect(labels([conversation("2026-03-10T00:00:00Z"), conversation("2026-03-09T23:59:59Z")])).toEqual({
      today: 1,
      yesterday: 1,
    });
  });

  it("names the last seven days and then the months", () => {
    const times = [
      "2026-03-08T01:00:00Z",
      "2026-03-03T01:00:00Z",
      "2026-03-02T23:00:00Z",
      "2025-12-31T23:00:00Z",
    ];
    expect(labels(times.map((time) => conversation(time)))).toEqual({
      week: 2,
      "2026-03": 1,
      "2025-12": 1,
    });
  });

  it("follows the given time zone", () => {
    const lateEvening = conversation("2026-03-09T23:30:00Z");
    expect(labels([lateEvening], "UTC")).toEqual({ yesterday: 1 });
    expect(labels([lateEvening], "Europe/Berlin")).toEqual({ today: 1 });
    expect(labels([lateEvening], "America/Los_Angeles")).toEqual({ yesterday: 1 });
  });

  it("takes a clock that runs behind the server's for today", () => {
    expect(labels([conversation("2026-03-11T01:00:00Z")])).toEqual({ today: 1 });
  });
});
