import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { AppError } from "#app/core/app-error.ts";
import type {
  CellEvent,
  CellToRun,
  ConnectionListener,
  GatewayState,
  KernelConnection,
} from "#app/core/kernels/kernel-gateway.ts";
import { CellRun } from "./cell-run.ts";
import type { JupyterRest } from "./jupyter-rest.ts";
import {
  formatExecute,
  formatRequest,
  parseMessage,
  readCellEvent,
  readReply,
  readState,
  type KernelMessage,
} from "./kernel-messages.ts";

export interface SocketAddress {
  url: string;
  headers: Record<string, string>;
}

export interface KernelSocketOptions {
  kernelId: string;
  address: SocketAddress;
  rest: Pick<JupyterRest, "exists" | "interrupt">;
  listener: ConnectionListener;
  timing: SocketTiming;
}

/** In milliseconds. */
export interface SocketTiming {
  /** From opening the line to the kernel's first answer; pods and images take their time. */
  answerWithinMs: number;
  /** A first request that brought no answer is sent again. */
  askAgainMs: number;
  /** For how long a lost line is tried to be opened again. */
  reconnectWithinMs: number;
  /** How often a silent server is looked after. */
  heartbeatMs: number;
}

export const usualTiming: SocketTiming = {
  answerWithinMs: 120_000,
  askAgainMs: 5_000,
  reconnectWithinMs: 30_000,
  heartbeatMs: 10_000,
};

/** One frame. What is larger ends the line with 1009: too much output for one message. */
const largestFrame = 32 * 1024 * 1024;
const closeTooBig = 1009;
const firstPauseMs = 200;
const longestPauseMs = 3_000;

/** Jupyter's channels of one kernel on one socket, which is opened again when it is lost. */
export class KernelSocket implements KernelConnection {
  readonly #options: KernelSocketOptions;
  readonly #runs = new Map<string, CellRun>();
  readonly #life = new AbortController();
  #socket: WebSocket | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #isHeard = true;
  #answered: (() => void) | undefined;

  private constructor(options: KernelSocketOptions) {
    this.#options = options;
  }

  /** Resolves once the kernel has answered. */
  static async open(options: KernelSocketOptions, signal: AbortSignal): Promise<KernelSocket> {
    const socket = new KernelSocket(options);
    const { answerWithinMs } = options.timing;
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]);
    try {
      await socket.#connect(deadline);
      await socket.#ask(deadline);
      return socket;
    } catch (error) {
      socket.close();
      signal.throwIfAborted();
      if (deadline.aborted) throw new AppError("kernel_timeout", { cause: error });
      if (!(await options.rest.exists(options.kernelId, signal))) throw new AppError("not_found");
      throw new AppError("kernel_unavailable", { cause: error });
    }
  }

  execute(cell: CellToRun): AsyncGenerator<CellEvent, void, undefined> {
    const run = new CellRun(() => this.#resume());
    if (this.#life.signal.aborted) {
      run.end("lost");
    } else {
      const { id, text } = formatExecute(cell);
      this.#runs.set(id, run);
      // A line that is just being opened again sends it then.
      this.#send(text);
    }
    return run.events();
  }

  close(): void {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    clearInterval(this.#heartbeat);
    this.#socket?.close();
    // One that has frozen does not answer the closing.
    this.#socket?.terminate();
    this.#endRuns("lost");
  }

  readonly #unsent: string[] = [];

  #send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
    else this.#unsent.push(text);
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { url, headers } = this.#options.address;
    const socket = new WebSocket(url, { headers, maxPayload: largestFrame, perMessageDeflate: false });
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        socket.terminate();
        reject(new Error("The line was not opened in time."));
      };
      signal.addEventListener("abort", onAbort, { once: true });
      socket.once("open", resolve);
      socket.once("error", reject);
      socket.once("close", () => reject(new Error("The line was closed.")));
      socket.once("unexpected-response", (_, response) => {
        response.resume();
        reject(new Error(`The gateway answered ${String(response.statusCode)}.`));
      });
    });
    let isTooBig = false;
    socket.on(
      "error",
      (error) => (isTooBig ||= "code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"),
    );
    socket.on("close", (code) => void this.#restore(socket, isTooBig || code === closeTooBig));
    socket.on("message", (data: Buffer, isBinary) => {
      this.#isHeard = true;
      const message = isBinary ? undefined : parseMessage(data.toString("utf8"));
      if (message) this.#receive(message);
    });
    socket.on("pong", () => (this.#isHeard = true));
    this.#watch(socket);
    for (const text of this.#unsent.splice(0)) socket.send(text);
  }

  /** A first request may be lost while the kernel's own sockets are being made. */
  async #ask(signal: AbortSignal): Promise<void> {
    const answer = new Promise<void>((resolve) => (this.#answered = resolve));
    for (let isBusy = false; ; isBusy = !isBusy) {
      // A kernel that runs something answers on `control` only.
      this.#send(formatRequest("kernel_info_request", {}, isBusy ? "control" : "shell").text);
      const pause = sleep(this.#options.timing.askAgainMs, "again", { signal });
      const first = await Promise.race([answer.then(() => "answered" as const), pause]);
      if (first === "answered") {
        pause.catch(() => undefined);
        return;
      }
      if (this.#socket?.readyState !== WebSocket.OPEN) throw new Error("The line was closed.");
    }
  }

  #receive(message: KernelMessage): void {
    const type = message.header.msg_type;
    if (type === "kernel_info_reply") return this.#answered?.();
    const parent = message.parent_header?.msg_id;
    const run = parent === undefined ? undefined : this.#runs.get(parent);
    if (type === "status") return this.#hearState(readState(message), run);
    if (!run || parent === undefined) return;
    if (type === "execute_reply") {
      const reply = readReply(message);
      if (reply) run.replied(reply);
    } else {
      const event = readCellEvent(message);
      if (event) run.tell(event);
    }
    this.#settle(parent, run);
  }

  #hearState(state: GatewayState | undefined, run: CellRun | undefined): void {
    if (!state) return;
    if (run && state === "idle") {
      run.idle();
      for (const [id, known] of this.#runs) if (known === run) this.#settle(id, run);
    }
    // Neither reply nor idle comes for what ran when a kernel died.
    if (state === "restarting" || state === "dead") this.#endRuns("lost");
    this.#options.listener.onState(state);
  }

  #settle(id: string, run: CellRun): void {
    if (run.isOver) this.#runs.delete(id);
    else if (run.isFull) this.#socket?.pause();
  }

  #resume(): void {
    for (const run of this.#runs.values()) if (run.isFull) return;
    if (this.#socket?.isPaused) this.#socket.resume();
  }

  #endRuns(end: "lost" | "too_large"): void {
    for (const [id, run] of this.#runs) {
      run.end(end);
      this.#runs.delete(id);
    }
  }

  /** A line may stay open though its kernel has gone, or its server stands still. */
  #watch(socket: WebSocket): void {
    clearInterval(this.#heartbeat);
    this.#isHeard = true;
    this.#heartbeat = setInterval(() => {
      if (socket.isPaused) return;
      if (!this.#isHeard) return socket.terminate();
      this.#isHeard = false;
      socket.ping();
      void this.#checkKernel();
    }, this.#options.timing.heartbeatMs);
    this.#heartbeat.unref();
  }

  async #checkKernel(): Promise<void> {
    const { rest, kernelId } = this.#options;
    try {
      if (!(await rest.exists(kernelId, this.#life.signal))) this.#lose("gone");
    } catch {
      // The server did not say; the heartbeat of the line goes on.
    }
  }

  async #restore(lost: WebSocket, isTooBig: boolean): Promise<void> {
    if (this.#socket !== lost || this.#life.signal.aborted) return;
    const { rest, kernelId, timing } = this.#options;
    if (isTooBig) {
      this.#endRuns("too_large");
      rest.interrupt(kernelId, this.#life.signal).catch(() => undefined);
    }
    const signal = AbortSignal.any([this.#life.signal, AbortSignal.timeout(timing.reconnectWithinMs)]);
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await this.#connect(signal);
        return;
      } catch {
        if (signal.aborted) return this.#lose("unreachable");
        await this.#checkKernel();
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #lose(reason: "gone" | "unreachable"): void {
    if (this.#life.signal.aborted) return;
    this.close();
    this.#options.listener.onLost(reason);
  }
}
