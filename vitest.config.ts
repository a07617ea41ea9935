import { defineConfig } from "vitest/config";

const integrationTests = [
  "tests/{integration,gateway,replication,faults,durability,kernels}/**/*.test.ts",
  "db/**/*.db.test.ts",
  "embedded/{postgres,python}/**/*.test.ts",
  // What only servers in containers can show.
  ...(process.env["TEST_DATABASE"] === "containers" ? ["tests/containers/**/*.test.ts"] : []),
];
const setupFiles = ["tests/support/fail-on-console-error.ts"];
/** Until the whole suite has passed many times in a row without: what fails is tried again in CI, and shows in the report. */
const retry = process.env["CI"] ? 2 : 0;

export default defineConfig({
  test: {
    // Files share a worker and with it the worker's database cluster; two workers suit two cores.
    poolOptions: { forks: { isolate: false, maxForks: 2, minForks: 1 } },
    projects: [
      {
        test: {
          name: "unit",
          pool: "threads",
          include: ["{app,db,embedded,tests}/**/*.test.{ts,tsx}"],
          exclude: ["tests/e2e/**", "tests/containers/**", ...integrationTests],
          setupFiles,
          retry,
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: "integration",
          pool: "forks",
          include: integrationTests,
          globalSetup: ["tests/support/cluster-run-directory.ts"],
          setupFiles,
          retry,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
