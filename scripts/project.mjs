import { execFileSync, spawn } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

const oldestNode = [20, 19];

/** Ends the process with a clear sentence when Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  console.error(
    `This program needs Node ${oldestNode.join(".")} or newer; this is ${process.versions.node}.\n` +
      "Get a current one from https://nodejs.org or by your version manager (see .nvmrc).",
  );
  process.exit(1);
}

/**
 * Asks this process to end when the npm that started it has ended: npm hands SIGTERM to the shell between us,
 * and the shell dies without handing it on; and a killed npm can hand on nothing.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const npm = findNpm(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && isAlive(npm)) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  timer.unref();
}

/** npm itself, or the parent of the shell that it started. */
function findNpm(parent) {
  try {
    const line = execFileSync("ps", ["-o", "ppid=,args=", "-p", String(parent)], { encoding: "utf8" });
    const [, grandparent, command] = /^\s*(\d+)\s+(.*)/.exec(line) ?? [];
    return command && /^\S*sh -c /.test(command) ? Number(grandparent) : parent;
  } catch {
    return parent; // There is no ps; then only the death of the parent itself is noticed.
  }
}

/** Whether a process has this id. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * @typedef {object} RunOptions
 * @property {Record<string, string>} [env] over our own environment
 * @property {string} [progress] is said again every ten seconds
 * @property {boolean} [quiet] shows what the program prints only when it fails
 */

/**
 * Runs a program in the checkout. A SIGTERM is handed on to it, and ends us after it.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<number>} its exit code; a program that a signal ended has failed
 */
export async function run(command, args, { env = {}, progress, quiet = false } = {}) {
  const child = spawn(command, args, {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ["inherit", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
  });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => printed.push(chunk));
  const endProgress = progress ? sayAgain(progress) : () => undefined;
  const endForwarding = forwardTermination(child);
  const exitCode = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
  endProgress();
  endForwarding();
  if (exitCode !== 0) process.stderr.write(Buffer.concat(printed));
  return exitCode;
}

function sayAgain(progress) {
  const began = Date.now();
  const timer = setInterval(() => {
    console.log(`${progress} (${Math.round((Date.now() - began) / 1000)} s)`);
  }, 10_000);
  return () => clearInterval(timer);
}

function forwardTermination(child) {
  let isEnding = false;
  const forward = () => {
    isEnding = true;
    child.kill("SIGTERM");
  };
  process.on("SIGTERM", forward);
  return () => {
    process.off("SIGTERM", forward);
    if (isEnding) process.kill(process.pid, "SIGTERM");
  };
}

/** Runs npm: the very npm that started us, where one did. */
export function runNpm(args, options) {
  const npmScript = process.env.npm_execpath;
  return npmScript?.endsWith(".js")
    ? run(process.execPath, [npmScript, ...args], options)
    : run("npm", args, options);
}

/** Runs a program that a package of node_modules brings, named by its script. */
export function runScript(script, args, options) {
  return run(process.execPath, [`node_modules/${script}`, ...args], options);
}

/** Ends the process when a step of the set-up failed; the step has said why. */
export function requireSuccess(exitCode, step) {
  if (exitCode === 0) return;
  console.error(`${step} failed.`);
  process.exit(exitCode);
}
