import { describe, expect, it } from "vitest";
import { CircuitBreaker } from "./circuit-breaker.ts";

function createBreaker() {
  const clock = { ms: 0 };
  const states: string[] = [];
  const breaker = new CircuitBreaker({
    failures: 3,
    restMs: 1_000,
    onChange: (state) => states.push(state),
    now: () => clock.ms,
  });
  const fail = (times: number) => {
    for (let time = 0; time < times; time += 1) breaker.tryPass()?.failed();
  };
  return { breaker, clock, states, fail };
}

describe("CircuitBreaker", () => {
  it("opens after failures in a row, not after as many with a success between", () => {
    const { breaker, states, fail } = createBreaker();
    fail(2);
    breaker.tryPass()?.succeeded();
    fail(2);
    breaker.tryPass()?.undecided();
    expect(states).toEqual([]);
    fail(1);
    expect(states).toEqual(["open"]);
    expect(breaker.tryPass()).toBeUndefined();
    expect(breaker.restMs).toBe(1_000);
  });

  it("lets one request probe after its rest, and closes when that succeeds", () => {
    const { breaker, clock, states, fail } = createBreaker();
    fail(3);
    clock.ms = 1_000;
    const probe = breaker.tryPass();
    expect(breaker.tryPass()).toBeUndefined();
    probe?.succeeded();
    probe?.failed();
    expect(states).toEqual(["open", "half_open", "closed"]);
    fail(2);
    expect(breaker.tryPass()).toBeDefined();
  });

  it("rests again when the probe fails, and lets another probe when it came to nothing", () => {
    const { breaker, clock, fail } = createBreaker();
    fail(3);
    clock.ms = 1_000;
    breaker.tryPass()?.undecided();
    breaker.tryPass()?.failed();
    expect(breaker.restMs).toBe(1_000);
    expect(breaker.tryPass()).toBeUndefined();
  });
});
