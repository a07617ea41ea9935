import { closeSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { createFrameReader, encodeFrame } from "../sandbox/frames.mjs";
import { kernelEventSchema, type KernelEvent } from "./kernel-event.ts";
import type { Launcher } from "./launcher.ts";
import { watchMemory } from "./memory-watch.ts";
import { createPacedReader } from "./paced-reader.ts";
import { lowerPriority, type Snapshot } from "./snapshot.ts";

export interface CodeToRun {
  id: string;
  code: string;
  silent: boolean;
  expressions: Record<string, string>;
}

/** Why a kernel's process ended. */
export type KernelEnd = "killed" | "memory" | "protocol" | "died";

interface KernelProcessOptions {
  launcher: Launcher;
  snapshot: Snapshot;
  memoryBytes: number;
  onEvent: (event: KernelEvent) => void;
  /** Called once. @param wasReady whether it had told that it is ready */
  onEnd: (end: KernelEnd, wasReady: boolean) => void;
}

/** One Python in a process of its own. */
export class KernelProcess {
  readonly #options: KernelProcessOptions;
  readonly #requests: Writable;
  readonly #stopWatching: () => void;
  readonly #kill: () => void;
  #end: KernelEnd | undefined;
  #isReady = false;

  constructor(options: KernelProcessOptions) {
    this.#options = options;
    const snapshot = options.snapshot.open();
    const mode = snapshot === undefined ? "cold" : "load-snapshot";
    const stdio = ["ignore", "ignore", "pipe", "pipe", "pipe", ...(snapshot === undefined ? [] : [snapshot])];
    const child = options.launcher.launch(mode, stdio as ["ignore", "ignore", "pipe", "pipe", "pipe"]);
    if (snapshot !== undefined) closeSync(snapshot);
    lowerPriority(child.pid);
    // Pipes of their own beside the usual three; the types know only of streams.
    const events = child.stdio[4] as Readable;
    this.#kill = () => {
      child.kill("SIGKILL");
      // What is still on its way is of no interest, and would be waited for.
      events.destroy();
    };

    this.#requests = child.stdio[3] as Writable;
    this.#requests.on("error", () => undefined);
    // What it says on the way down is its own affair, but its pipe must not fill.
    child.stderr?.resume();
    createPacedReader(events, (bytes) => this.#read(bytes));

    this.#stopWatching =
      child.pid === undefined
        ? () => undefined
        : watchMemory(child.pid, options.memoryBytes, () => this.#endWith("memory"));
    const onGone = () => {
      this.#stopWatching();
      const end = (this.#end ??= "died");
      if (mode === "load-snapshot" && !this.#isReady && end === "died") void options.snapshot.giveUp();
      options.onEnd(end, this.#isReady);
    };
    child.once("error", onGone);
    child.once("close", () => {
      child.off("error", onGone);
      if (child.pid !== undefined) onGone();
    });
  }

  run(code: CodeToRun): void {
    this.#requests.write(encodeFrame({ type: "run", ...code }));
  }

  /** Raises KeyboardInterrupt in a run; one that has ended is not concerned. */
  interrupt(id: string): void {
    this.#requests.write(encodeFrame({ type: "interrupt", id }));
  }

  kill(): void {
    this.#endWith("killed");
  }

  readonly #readFrames: (bytes: Uint8Array) => unknown[] = createFrameReader();

  #read(bytes: Uint8Array): void {
    if (this.#end) return;
    try {
      for (const message of this.#readFrames(bytes)) {
        const event = kernelEventSchema.parse(message);
        if (event.type === "ready") this.#isReady = true;
        this.#options.onEvent(event);
      }
    } catch {
      this.#endWith("protocol");
    }
  }

  #endWith(end: KernelEnd): void {
    this.#end ??= end;
    this.#kill();
  }
}
