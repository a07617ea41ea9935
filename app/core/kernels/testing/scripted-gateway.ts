import { EventLine } from "../event-line.ts";
import type { CellEvent, ConnectionListener, KernelGateway, KernelOwner } from "../kernel-gateway.ts";

/** A cell that a test lets tell and end. */
export interface ScriptedCell {
  kernelId: string;
  code: string;
  tell(event: CellEvent): void;
  end(end?: Extract<CellEvent, { type: "finished" }>["end"]): void;
}

/** Kernels that do as a test says. */
export class ScriptedGateway implements KernelGateway {
  readonly abilities = "Scripted Python.";
  /** Kernels that are there, with whom they are for. */
  readonly kernels = new Map<string, KernelOwner>();
  readonly calls: string[] = [];
  readonly listeners = new Map<string, ConnectionListener>();
  readonly cells: ScriptedCell[] = [];
  /** What happens on an interrupt; by default the cell ends with an error. */
  onInterrupt: (cell: ScriptedCell | undefined) => void = (cell) => cell?.end("error");
  /** Awaited by every start. */
  startGate: Promise<void> = Promise.resolve();
  failure: Error | undefined;
  #waits: (() => void)[] = [];
  #lastNumber = 0;

  async start(owner: KernelOwner, signal: AbortSignal): Promise<string> {
    this.calls.push("start");
    signal.throwIfAborted();
    await Promise.race([
      this.startGate,
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    ]);
    if (this.failure) throw this.failure;
    const id = `kernel-${(this.#lastNumber += 1)}`;
    this.kernels.set(id, owner);
    return id;
  }

  async connect(kernelId: string, _sessionId: string, listener: ConnectionListener) {
    this.calls.push("connect");
    this.listeners.set(kernelId, listener);
    const open = new Set<ScriptedCell>();
    return {
      execute: ({ code }: { code: string }) => {
        const line = new EventLine<CellEvent>();
        let finish: () => void = () => undefined;
        const finished = new Promise<void>((resolve) => (finish = resolve));
        const cell: ScriptedCell = {
          kernelId,
          code,
          tell: (event) => line.push(event),
          end: (end = "ok") => {
            if (!open.delete(cell)) return;
            line.push({ type: "finished", end, expressions: {} });
            finish();
          },
        };
        open.add(cell);
        this.cells.push(cell);
        for (const wake of this.#waits.splice(0)) wake();
        return line.during(finished);
      },
      close: () => {
        for (const cell of open) cell.end("lost");
      },
    };
  }

  async interrupt(kernelId: string): Promise<void> {
    this.calls.push("interrupt");
    this.onInterrupt(this.cells.findLast((cell) => cell.kernelId === kernelId));
  }

  async restart(): Promise<void> {
    this.calls.push("restart");
  }

  async end(kernelId: string): Promise<void> {
    this.calls.push("end");
    this.kernels.delete(kernelId);
  }

  /** The cell that begins as the nth, from 1. */
  async cell(number: number): Promise<ScriptedCell> {
    for (;;) {
      const cell = this.cells[number - 1];
      if (cell) return cell;
      await new Promise<void>((resolve) => this.#waits.push(resolve));
    }
  }
}
