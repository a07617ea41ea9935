import { expect, it } from "vitest";
import { EmbeddedPostgresError, explainFailure } from "./embedded-postgres-error.ts";

it.each([
  ["could not write to file: No space left on device", /disk is full.*DATA_DIR/],
  [new Error("ENOSPC: no space left on device, write"), /disk is full.*DATA_DIR/],
  [new Error("EROFS: read-only file system, mkdir '/x'"), /read-only.*DATA_DIR/],
  [new Error("EACCES: permission denied, mkdir '/x'"), /may not write there.*DATA_DIR/],
  ["FATAL:  could not map anonymous shared memory: Cannot allocate memory", /not enough memory/],
  ["PANIC:  could not locate a valid checkpoint record", /damaged/],
])("names the remedy for %s", (reason, remedy) => {
  const failure = explainFailure("The primary did not start", reason);
  expect(failure.message).toContain("The primary did not start: ");
  expect(failure.message).toMatch(remedy);
});

it("passes on what was explained already", () => {
  const known = new EmbeddedPostgresError("explained");
  expect(explainFailure("anything", known)).toBe(known);
});
