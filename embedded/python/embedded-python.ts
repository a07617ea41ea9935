import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { startPythonGateway, type RunningGateway } from "./gateway/python-gateway.ts";
import { KernelProcess } from "./process/kernel-process.ts";
import { createLauncher, type Launcher } from "./process/launcher.ts";
import { Snapshot } from "./process/snapshot.ts";

interface EmbeddedPythonOptions {
  /** The folder of kernel.mjs in the checkout. */
  sandboxDir: string;
  /** Where the memory snapshot is kept. */
  cacheDir: string;
  maxKernels?: number;
  /** Of one kernel's process, in bytes. */
  memoryBytes?: number;
  log: (message: string) => void;
}

/** For the model. */
export const embeddedAbilities =
  "Python 3.14 with the standard library only: no numpy, pandas or matplotlib, no network, no packages to install. " +
  "Pictures are drawn as SVG text and shown by IPython.display.SVG.";

const mib = 1024 * 1024;

/** Whether Python is there: it is an optional dependency. */
export function hasEmbeddedPython(sandboxDir: string): boolean {
  return findVersion(sandboxDir) !== undefined;
}

/**
 * A Jupyter gateway on the loopback whose kernels are CPython in WebAssembly: for trying code on one's own machine. Nothing of
 * Python is loaded before the first kernel. Each kernel is a process without rights, but that is no border between tenants.
 */
export function startEmbeddedPython(options: EmbeddedPythonOptions): Promise<RunningGateway> {
  const { sandboxDir, cacheDir, maxKernels = 8, memoryBytes = 1_200 * mib, log } = options;
  const version = findVersion(sandboxDir);
  if (version === undefined) throw new Error("The package pyodide is not installed.");
  let launching: Promise<{ launcher: Launcher; snapshot: Snapshot }> | undefined;
  const prepare = async () => {
    const launcher = await createLauncher(sandboxDir);
    log(`Python runs in processes of its own (${launcher.isolation}); it is no border between tenants.`);
    return { launcher, snapshot: new Snapshot(launcher, { sandboxDir, cacheDir, version }) };
  };
  return startPythonGateway({
    maxKernels,
    async startProcess(listeners) {
      launching ??= prepare();
      const { launcher, snapshot } = await launching;
      return new KernelProcess({
        launcher,
        snapshot,
        memoryBytes,
        onEvent(event) {
          listeners.onEvent(event);
          if (event.type !== "ready") return;
          snapshot.make().catch((error: unknown) => log(`Kernels start slowly: ${String(error)}`));
        },
        onEnd: listeners.onEnd,
      });
    },
  });
}

function findVersion(sandboxDir: string): string | undefined {
  try {
    const path = createRequire(join(sandboxDir, "kernel.mjs")).resolve("pyodide/package.json");
    const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
    return version;
  } catch {
    return undefined;
  }
}
