import { execFile, spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { noEnvironment } from "./no-environment.ts";
import { findNobody, type Account } from "./nobody.ts";

export type KernelMode = "cold" | "make-snapshot" | "load-snapshot";

export interface Launcher {
  /** What stands between a kernel and this machine, in words for the log. */
  readonly isolation: string;
  /** Starts the process of a kernel; descriptors from 3 on as sandbox/kernel.mjs has them. */
  launch(mode: KernelMode, descriptors: StdioOptions): ChildProcess;
}

interface Isolation {
  words: string;
  command: readonly string[];
  account?: Account | undefined;
}

/** WebAssembly memory of one kernel: 512 MiB in pages of 64 KiB. */
const memoryPages = 8192;
/** For what Node itself needs, in MiB. */
const heapMib = 256;
const probeTimeoutMs = 10_000;

/**
 * Finds Pyodide and the strongest isolation that this machine lends: no network by a namespace of its own, no rights by
 * another user id. @param sandboxDir the folder of kernel.mjs
 * @throws Error when Pyodide is not installed
 */
export async function createLauncher(sandboxDir: string): Promise<Launcher> {
  const pyodideDir = findPyodide(sandboxDir);
  const script = join(realpathSync(sandboxDir), "kernel.mjs");
  const node = realpathSync(process.execPath);
  const isolation = await findIsolation(node, [script, join(pyodideDir, "pyodide.mjs")]);
  return {
    isolation: isolation.words,
    launch(mode, descriptors) {
      const [program, ...args] = [
        ...isolation.command,
        node,
        ...nodeFlags([dirname(script), pyodideDir]),
        script,
        pathToFileURL(`${pyodideDir}/`).href,
        mode,
      ];
      return spawn(program, args, { env: noEnvironment, cwd: "/", stdio: descriptors, ...isolation.account });
    },
  };
}

function findPyodide(sandboxDir: string): string {
  const require = createRequire(join(sandboxDir, "kernel.mjs"));
  return dirname(realpathSync(require.resolve("pyodide/package.json")));
}

function nodeFlags(readable: readonly string[]): string[] {
  const [major = 0] = process.versions.node.split(".").map(Number);
  return [
    major >= 22 ? "--permission" : "--experimental-permission",
    ...readable.map((dir) => `--allow-fs-read=${dir}/`),
    "--disallow-code-generation-from-strings",
    `--wasm-max-mem-pages=${memoryPages}`,
    `--max-old-space-size=${heapMib}`,
    "--no-warnings",
  ];
}

async function findIsolation(node: string, files: readonly string[]): Promise<Isolation> {
  const isRoot = process.geteuid?.() === 0;
  const nobody = isRoot ? findNobody() : undefined;
  const unshare = ["/usr/bin/unshare", "/bin/unshare"].find((path) => existsSync(path));
  const namespace = unshare ? [unshare, "--map-root-user", "--net", "--"] : undefined;
  const candidates: (Isolation | undefined)[] = [
    nobody && namespace && { words: "no network, another user", command: namespace, account: nobody },
    namespace && { words: "no network", command: namespace },
    nobody && { words: "another user", command: [], account: nobody },
  ];
  for (const candidate of candidates) {
    if (candidate && (await works(candidate, node, files))) return candidate;
  }
  return { words: "the process's own bounds only", command: [] };
}

/** Whether a process can be started so, and can read what a kernel is made of. */
async function works(
  { command, account }: Isolation,
  node: string,
  files: readonly string[],
): Promise<boolean> {
  const check = `for (const file of ${JSON.stringify(files)}) require("fs").accessSync(file)`;
  const [program, ...args] = [...command, node, "-e", check];
  try {
    await promisify(execFile)(program, args, {
      env: noEnvironment,
      cwd: "/",
      timeout: probeTimeoutMs,
      ...account,
    });
    return true;
  } catch {
    return false;
  }
}
