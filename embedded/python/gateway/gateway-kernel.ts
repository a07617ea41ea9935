import { randomUUID } from "node:crypto";
import type { KernelEvent } from "../process/kernel-event.ts";
import { type KernelProcess, type KernelEnd } from "../process/kernel-process.ts";
import {
  describeKernel,
  executeContentSchema,
  formatMessage,
  type KernelRequest,
  type MessageParts,
  type RequestHeader,
} from "./messages.ts";
import { Sessions } from "./sessions.ts";

type ExecutionState = "starting" | "idle" | "busy" | "restarting" | "dead";

export interface StartProcess {
  (listeners: {
    onEvent: (event: KernelEvent) => void;
    onEnd: (end: KernelEnd, wasReady: boolean) => void;
  }): Promise<KernelProcess>;
}

interface Run {
  id: string;
  sessionId: string;
  header: RequestHeader;
  content: {
    code: string;
    silent: boolean;
    stop_on_error: boolean;
    user_expressions: Record<string, string>;
  };
}

/** How often in a row a kernel that does not even come up is started again. */
const mostFailedStarts = 3;

const words: Record<Exclude<KernelEnd, "killed">, string> = {
  memory: "The kernel used more memory than it may have and was ended. Its variables are lost.\n",
  protocol: "The kernel said what no kernel says and was ended. Its variables are lost.\n",
  died: "The kernel ended. Its variables are lost.\n",
};

/** One kernel as Jupyter's protocol has it: requests in order, messages to who listens, a new process when one ends. */
export class GatewayKernel {
  readonly id: string;
  readonly sessions = new Sessions();
  readonly #startProcess: StartProcess;
  /** Undefined while it is being started. */
  #process: KernelProcess | undefined;
  #state: ExecutionState = "starting";
  #version = "";
  #waiting: Run[] = [];
  #current: Run | undefined;
  #infoWanted: { header: RequestHeader; sessionId: string; channel: "shell" | "control" }[] = [];
  #failedStarts = 0;
  #lastActivity = new Date();
  #isEnded = false;

  constructor(startProcess: StartProcess, id: string = randomUUID()) {
    this.id = id;
    this.#startProcess = startProcess;
    void this.#start();
  }

  describe(): object {
    return {
      id: this.id,
      name: "python3",
      last_activity: this.#lastActivity.toISOString(),
      execution_state: this.#state,
      connections: this.sessions.count,
    };
  }

  receive(request: KernelRequest, sessionId: string): void {
    this.#lastActivity = new Date();
    const { header, channel } = request;
    if (channel === "stdin") return;
    if (header.msg_type === "kernel_info_request") {
      this.#infoWanted.push({ header, sessionId, channel });
      if (this.#version !== "") this.#tellInfo();
    } else if (header.msg_type === "execute_request" && channel === "shell") {
      const content = executeContentSchema.parse(request.content);
      this.#waiting.push({ id: randomUUID(), sessionId, header, content });
      this.#next();
    }
  }

  interrupt(): void {
    if (!this.#current) return;
    this.#process?.interrupt(this.#current.id);
    this.#abortWaiting();
  }

  restart(): void {
    // Nothing of what comes from here on is for the old one.
    this.#version = "";
    this.#process?.kill();
  }

  end(): void {
    this.#isEnded = true;
    this.#process?.kill();
    this.sessions.closeAll();
  }

  async #start(): Promise<void> {
    try {
      this.#process = await this.#startProcess({
        onEvent: (event) => this.#hear(event),
        onEnd: (end, wasReady) => this.#replaceProcess(end, wasReady),
      });
      if (this.#isEnded) this.#process.kill();
    } catch {
      this.#replaceProcess("died", false);
    }
  }

  #replaceProcess(end: KernelEnd, wasReady: boolean): void {
    if (this.#isEnded) return;
    if (end !== "killed") {
      this.#publish("stream", { name: "stderr", text: words[end] }, this.#current?.header);
    }
    this.#version = "";
    this.#process = undefined;
    this.#current = undefined;
    this.#waiting = [];
    this.#failedStarts = wasReady ? 0 : this.#failedStarts + 1;
    if (this.#failedStarts >= mostFailedStarts) {
      this.#setState("dead", undefined);
      return;
    }
    this.#setState("restarting", undefined);
    this.#setState("starting", undefined);
    void this.#start();
  }

  #hear(event: KernelEvent): void {
    this.#lastActivity = new Date();
    if (event.type === "ready") {
      this.#version = event.content.version;
      this.#failedStarts = 0;
      this.#tellInfo();
      this.#setState("idle", undefined);
      this.#next();
      return;
    }
    const run = this.#current;
    // What code does between two runs, by a timer of its own, belongs to nobody.
    if (!run || event.run !== run.id) return;
    if (event.type === "execute_reply") this.#finish(run, event.content);
    else this.#publish(event.type, event.content, run.header);
  }

  #next(): void {
    if (this.#current || this.#version === "") return;
    const run = this.#waiting.shift();
    if (!run) return;
    this.#current = run;
    this.#setState("busy", run.header);
    const { code, silent, user_expressions } = run.content;
    if (!silent) this.#publish("execute_input", { code, execution_count: 0 }, run.header);
    this.#process?.run({ id: run.id, code, silent, expressions: user_expressions });
  }

  #finish(run: Run, content: { status: "ok" | "error" }): void {
    this.#current = undefined;
    this.#reply(run, content);
    if (content.status === "error" && run.content.stop_on_error) this.#abortWaiting();
    this.#setState("idle", run.header);
    this.#next();
  }

  #abortWaiting(): void {
    for (const run of this.#waiting.splice(0)) {
      this.#setState("busy", run.header);
      this.#reply(run, { status: "aborted" });
      this.#setState(this.#current ? "busy" : "idle", run.header);
      if (this.#current) this.#publish("status", { execution_state: "idle" }, run.header);
    }
  }

  #tellInfo(): void {
    for (const { header, sessionId, channel } of this.#infoWanted.splice(0)) {
      const tell = (message: MessageParts, to?: string) => this.sessions.send(formatMessage(message), to);
      const status = (state: ExecutionState): MessageParts => ({
        type: "status",
        channel: "iopub",
        parent: header,
        content: { execution_state: state },
      });
      tell(status("busy"));
      const content = describeKernel(this.#version);
      tell({ type: "kernel_info_reply", channel, parent: header, content }, sessionId);
      tell(status("idle"));
    }
  }

  #setState(state: ExecutionState, parent: RequestHeader | undefined): void {
    this.#state = state;
    this.#publish("status", { execution_state: state }, parent);
  }

  #publish(type: string, content: object, parent: RequestHeader | undefined): void {
    this.sessions.send(formatMessage({ type, channel: "iopub", parent, content }));
  }

  #reply(run: Run, content: object): void {
    const message = formatMessage({ type: "execute_reply", channel: "shell", parent: run.header, content });
    this.sessions.send(message, run.sessionId);
  }
}
