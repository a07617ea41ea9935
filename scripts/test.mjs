import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chromiumRemedy, findChromium } from "./find-chromium.mjs";
import { installIfNeeded } from "./install-if-needed.mjs";
import { endWithNpm, projectRoot, requireNode, run, runNpm, runScript } from "./project.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const reportDir = join(projectRoot, ".cache/test-reports");

requireNode();
endWithNpm();
await installIfNeeded({ development: true });
rmSync(reportDir, { recursive: true, force: true });
mkdirSync(reportDir, { recursive: true });

// `containers` runs the suites that need a database on servers in containers, `both` on those and on the packaged ones.
const database = process.env.TEST_DATABASE ?? "embedded";
const packaged = database === "both" ? "embedded" : database;

const results = [
  await runCheck("Type check", "typecheck"),
  await runCheck("Lint", "lint"),
  await runVitest("Unit tests", "unit"),
  // Integration and browser tests start the built server as a process of its own.
  await runCheck("Build", "build"),
  await runVitest("Integration tests", "integration", { env: { TEST_DATABASE: packaged } }),
  ...(database === "both" ? [await runOnContainers()] : []),
  await runBrowserTests(),
];
const sum = (key) => results.reduce((total, counts) => total + counts[key], 0);
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
process.exitCode = sum("failed") === 0 ? 0 : 1;

/** @returns {Promise<Counts>} a check is no test: it counts only when it fails */
async function runCheck(title, npmScript) {
  announce(title);
  return withExitCode(title, await runNpm(["run", "--silent", npmScript]), none());
}

/** @returns {Promise<Counts>} what the place of the servers can change */
async function runOnContainers() {
  return runVitest("Integration tests on containers", "integration", {
    env: { TEST_DATABASE: "containers" },
    folders: ["tests/containers", "tests/integration", "tests/replication"],
  });
}

/** @returns {Promise<Counts>} */
async function runVitest(title, project, { env = {}, folders = [] } = {}) {
  announce(title);
  const report = join(reportDir, `${project}-${env.TEST_DATABASE ?? "any"}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const args = ["run", "--project", project, ...reporters, ...folders];
  const exitCode = await runScript("vitest/vitest.mjs", args, { env });
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    numPendingTests = 0,
    numTodoTests = 0,
  } = readReport(report);
  return withExitCode(title, exitCode, {
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: numPendingTests + numTodoTests,
  });
}

/** @returns {Promise<Counts>} */
async function runBrowserTests() {
  const title = "Browser tests";
  announce(title);
  if (!(await findChromium())) {
    console.log(`Skipped: the browser tests, because no Chromium was found. To run them, ${chromiumRemedy}.`);
    return process.env.CI === "true" ? { ...none(), failed: 1 } : { ...none(), skipped: 1 };
  }
  const report = join(reportDir, "browser.json");
  const exitCode = await run(process.execPath, ["scripts/test-e2e.mjs", "--reporter=list,json"], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  const { expected = 0, flaky = 0, unexpected = 0, skipped = 0 } = readReport(report).stats ?? {};
  return withExitCode(title, exitCode, { passed: expected + flaky, failed: unexpected, skipped });
}

/** A step that failed as a whole, such as a file that does not load, counts as one failure at least. */
function withExitCode(title, exitCode, counts) {
  if (exitCode === 0) return counts;
  console.error(`${title} failed.`);
  return { ...counts, failed: Math.max(counts.failed, 1) };
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

function announce(title) {
  console.log(`\n== ${title}`);
}

/** @returns {Counts} */
function none() {
  return { passed: 0, failed: 0, skipped: 0 };
}
