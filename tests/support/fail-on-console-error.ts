import { afterEach, beforeEach, expect, vi, type MockInstance } from "vitest";

let consoleError: MockInstance<typeof console.error>;

// Vitest itself fails a run in which a promise was rejected and nobody listened.
beforeEach(() => {
  consoleError = vi.spyOn(console, "error");
});

// A test that expects an error on the console spies on it itself and clears its own calls.
afterEach(() => {
  const calls = consoleError.mock.calls.map((words) => words.map(String).join(" "));
  consoleError.mockRestore();
  expect(calls, "nothing is written to console.error").toEqual([]);
});
