import { createHash } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { setPriority } from "node:os";
import { join } from "node:path";
import type { Launcher } from "./launcher.ts";

/** The memory of a Python that has started, from which another starts several times faster. */
export class Snapshot {
  readonly #launcher: Launcher;
  readonly #cacheDir: string;
  readonly #path: string;
  #making: Promise<void> | undefined;
  /** It cannot be made, or does not work here. */
  #isGivenUp = false;

  constructor(launcher: Launcher, options: { sandboxDir: string; cacheDir: string; version: string }) {
    this.#launcher = launcher;
    this.#cacheDir = options.cacheDir;
    const name = `snapshot-${options.version}-${hashFolder(options.sandboxDir)}.bin`;
    this.#path = join(options.cacheDir, name);
  }

  /** @returns a descriptor to read it from, or undefined while there is none */
  open(): number | undefined {
    if (this.#isGivenUp) return undefined;
    try {
      return openSync(this.#path, "r");
    } catch {
      return undefined;
    }
  }

  /** Kernels start cold from here on: it was of no use. */
  async giveUp(): Promise<void> {
    this.#isGivenUp = true;
    await rm(this.#path, { force: true });
  }

  /** Makes it where it is missing; a failure only means that kernels go on to start cold. */
  make(): Promise<void> {
    this.#making ??= this.#isGivenUp ? Promise.resolve() : this.#makeFile();
    return this.#making;
  }

  async #makeFile(): Promise<void> {
    if (await exists(this.#path)) return;
    await mkdir(this.#cacheDir, { recursive: true });
    const partPath = `${this.#path}.${process.pid}.part`;
    const descriptor = openSync(partPath, "w");
    try {
      const stdio = ["ignore", "ignore", "ignore", "ignore", "ignore", "ignore", descriptor] as const;
      const child = this.#launcher.launch("make-snapshot", [...stdio]);
      lowerPriority(child.pid);
      const [code] = (await once(child, "exit")) as [number | null];
      if (code !== 0) throw new Error(`The memory snapshot of Python was not made: code ${String(code)}.`);
      await rename(partPath, this.#path);
      await this.#removeOlder();
    } catch (error) {
      this.#isGivenUp = true;
      throw error;
    } finally {
      closeSync(descriptor);
      await rm(partPath, { force: true });
    }
  }

  async #removeOlder(): Promise<void> {
    for (const name of readdirSync(this.#cacheDir)) {
      const path = join(this.#cacheDir, name);
      if (/^snapshot-.*\.bin$/.test(name) && path !== this.#path) await rm(path, { force: true });
    }
  }
}

/** Code that runs does not take time from the answers of others. */
export function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, 10);
  } catch {
    // It has ended already, or this system has no priorities: then it runs like any other.
  }
}

function hashFolder(dir: string): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(dir).sort()) hash.update(`${name}\0`).update(readFileSync(join(dir, name)));
  return hash.digest("hex").slice(0, 16);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
