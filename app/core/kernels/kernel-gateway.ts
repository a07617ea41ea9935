import type { Output, OutputData } from "#app/protocol/parts.ts";

/** For whom a kernel is. Both end up in names of the gateway, so an adapter makes them safe. */
export interface KernelOwner {
  userId: string;
  conversationId: string;
}

/** What a gateway tells of a kernel that is there. `restarting` means that its variables are lost. */
export type GatewayState = "starting" | "idle" | "busy" | "restarting" | "dead";

export interface CellToRun {
  code: string;
  /** Nothing of it is shown: for what the program itself looks up. */
  silent?: boolean;
  /** Evaluated after it, for what the program wants to know; their values come as Python's repr. */
  expressions?: Readonly<Record<string, string>>;
}

/** How a cell ended. */
export type CellEnd =
  | "ok"
  /** It raised; the error came as an output. */
  | "error"
  /** It did not begin, since one before it failed or was interrupted. */
  | "aborted"
  /** Its kernel died, was restarted or was culled: nobody knows how far it came, and the variables are gone. */
  | "lost"
  /** One output was larger than what can be taken; the kernel was asked to stop. */
  | "too_large";

export type CellEvent =
  | { type: "output"; output: Output }
  /** All displays of this id look so from now on. */
  | { type: "update"; displayId: string; data: OutputData }
  /** Takes away what was shown so far; with `wait` once the next output comes. */
  | { type: "clear"; wait: boolean }
  /** Comes exactly once and last. */
  | { type: "finished"; end: CellEnd; expressions: Readonly<Record<string, string>> };

export interface ConnectionListener {
  onState(state: GatewayState): void;
  /** The kernel is gone, or cannot be reached any more: the connection is of no use. Comes at most once. */
  onLost(reason: "gone" | "unreachable"): void;
}

/** One line to one kernel. A short loss of the network is bridged, and what was missed comes after it. */
export interface KernelConnection {
  /**
   * Runs a cell behind those that were asked for before. Events wait while nobody takes them, and hold up the gateway when
   * they are many. Leaving early leaves the cell running. Never throws.
   */
  execute(cell: CellToRun): AsyncGenerator<CellEvent, void, undefined>;
  /** Leaves the kernel as it is. */
  close(): void;
}

/** A server that runs kernels; adapters implement it. All throw AppErrors with a `kernel_*` code. */
export interface KernelGateway {
  /** What code finds there, in one or two English sentences for the model. */
  readonly abilities: string;
  /** @returns the id of a new kernel, which may still be starting */
  start(owner: KernelOwner, signal: AbortSignal): Promise<string>;
  /**
   * Resolves once the kernel answers. @param sessionId a session that comes back hears what it missed
   * @throws AppError `not_found` when there is no such kernel
   */
  connect(
    kernelId: string,
    sessionId: string,
    listener: ConnectionListener,
    signal: AbortSignal,
  ): Promise<KernelConnection>;
  /** Raises KeyboardInterrupt in what runs; what waits behind it is aborted. */
  interrupt(kernelId: string, signal: AbortSignal): Promise<void>;
  /** Resolves once the gateway has begun. */
  restart(kernelId: string, signal: AbortSignal): Promise<void>;
  /** One that is gone already is no error. */
  end(kernelId: string, signal: AbortSignal): Promise<void>;
}
