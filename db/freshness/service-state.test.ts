import { describe, expect, it } from "vitest";
import { initialHealth } from "./standby-health.ts";
import { afterPoll, initialPrimaryHealth, serviceState } from "./service-state.ts";

const standby = (phase: (typeof initialHealth)["phase"]) => ({ ...initialHealth, phase });

describe("the state of the two servers", () => {
  it.each([
    [true, undefined, "none"],
    [true, standby("closed"), "closed"],
    [true, standby("lagging"), "lagging"],
    [true, standby("open"), "open"],
    [true, standby("half-open"), "half-open"],
    [true, standby("promoted"), "promoted"],
    [false, standby("closed"), "read-only"],
    [false, standby("lagging"), "read-only"],
    [false, standby("promoted"), "read-only"],
    [false, standby("open"), "down"],
    [false, standby("half-open"), "down"],
    [false, undefined, "down"],
  ])("with the primary up %s and the standby %o is %s", (isUp, health, state) => {
    expect(serviceState(isUp, health)).toBe(state);
  });

  it("counts the primary as away after three bad looks in a row, and as back after a good one", () => {
    const polls = [false, false, true, false, false, false, false, true];
    let health = initialPrimaryHealth;
    const states = polls.map((wentWell) => (health = afterPoll(health, wentWell)).isUp);
    expect(states).toEqual([true, true, true, true, true, false, false, true]);
  });
});
