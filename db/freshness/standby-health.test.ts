import { describe, expect, it } from "vitest";
import {
  nextHealth,
  initialHealth,
  isServing,
  type StandbyHealth,
  type StandbyEvent,
} from "./standby-health.ts";

const seen = (at: number, lagMs = 0): StandbyEvent => ({ kind: "seen", at, lagMs });
const failed = (at: number): StandbyEvent => ({ kind: "failed", at, cause: "ECONNREFUSED" });
const readFailed = (at: number): StandbyEvent => ({ kind: "read-failed", at, cause: "CONNECTION_CLOSED" });
const rested = (at: number): StandbyEvent => ({ kind: "rested", at });
const refused = (at: number): StandbyEvent => ({ kind: "refused", at, cause: "old_timeline" });
const promoted: StandbyEvent = { kind: "promoted", at: 0 };

const through = (health: StandbyHealth, ...events: StandbyEvent[]) => events.reduce(nextHealth, health);
const closed = through(initialHealth, seen(0), seen(50), seen(100));
const open = through(closed, failed(1_000), failed(1_250), failed(1_500));

describe("the health of the standby", () => {
  it.each([
    ["begins with looking", initialHealth, [], "half-open"],
    ["is not trusted after two good looks", initialHealth, [seen(0), seen(1)], "half-open"],
    ["serves after three good looks", initialHealth, [seen(0), seen(1), seen(2)], "closed"],
    ["opens when it fails while it is looked at", initialHealth, [seen(0), failed(1)], "open"],
    ["survives two bad looks", closed, [failed(1), failed(2), seen(3)], "closed"],
    ["counts bad looks in a row only", closed, [failed(1), failed(2), seen(3), failed(4)], "closed"],
    ["opens after three bad looks in a row", closed, [failed(1), failed(2), failed(3)], "open"],
    ["opens after five failed reads in two seconds", closed, [0, 1, 2, 3, 4].map(readFailed), "open"],
    ["bears failed reads now and then", closed, [0, 700, 1_400, 2_100, 2_800].map(readFailed), "closed"],
    ["lags from one second", closed, [seen(1, 1_001)], "lagging"],
    ["lags until half a second", closed, [seen(1, 1_001), seen(2, 600)], "lagging"],
    ["keeps up again below half a second", closed, [seen(1, 1_001), seen(2, 400)], "closed"],
    ["opens beyond thirty seconds of lag", closed, [seen(1, 30_001)], "open"],
    ["opens when it must not be read from", closed, [refused(1)], "open"],
    ["rests for a second", open, [rested(2_400)], "open"],
    ["is looked at after its rest", open, [rested(2_500)], "half-open"],
    ["is not read from while it rests, however good it looks", open, [seen(1_600), seen(1_601)], "open"],
    ["is left for good when it was promoted", closed, [promoted, rested(99_999)], "promoted"],
    ["is looked at when it follows a primary again", closed, [promoted, seen(1)], "half-open"],
    [
      "serves after it was promoted and follows again",
      closed,
      [promoted, seen(1), seen(2), seen(3)],
      "closed",
    ],
  ] as const)("%s", (_what, health, events, phase) => {
    expect(through(health, ...events).phase).toBe(phase);
  });

  it("rests longer each time in a row, up to three seconds, and briefly again after it has served", () => {
    const rests: number[] = [];
    let health = open;
    for (let attempt = 0; attempt < 4; attempt += 1) {
      rests.push(health.restMs);
      health = through(health, rested(health.restUntil), failed(health.restUntil));
    }
    expect(rests).toEqual([1_000, 2_000, 3_000, 3_000]);
    const back = through(health, rested(health.restUntil), seen(0), seen(0), seen(0));
    expect(through(back, refused(90_000)).restMs).toBe(1_000);
  });

  it("takes reads while it keeps up or lags, and in no other phase", () => {
    const phases = ["closed", "lagging", "open", "half-open", "promoted"] as const;
    expect(phases.filter((phase) => isServing({ ...closed, phase }))).toEqual(["closed", "lagging"]);
  });
});
