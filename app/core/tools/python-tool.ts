import { partLimits, type Output } from "#app/protocol/parts.ts";
import type { ConversationKernel } from "../kernels/conversation-kernel.ts";
import type { KernelOwner } from "../kernels/kernel-gateway.ts";
import type { LossReason } from "../kernels/loss-reason.ts";
import type { RunEnd } from "../kernels/run-events.ts";
import type { Tool, ToolCall, ToolEvent } from "./tool.ts";

interface PythonToolOptions {
  /** Of a conversation; it need not run yet. */
  kernelOf(owner: KernelOwner): Pick<ConversationKernel, "run" | "interrupt">;
  /** What code finds there, in a sentence or two. */
  abilities: string;
  /** One run, in seconds, as the model is told. */
  runSeconds: number;
  /** Output of one run, in bytes, after which it is interrupted. */
  outputBytes: number;
}

const lossWords: Record<LossReason, string> = {
  culled: "The kernel was ended after a rest",
  died: "The kernel ended by itself",
  time_limit: "The kernel was restarted after code that did not stop",
  output_limit: "The kernel was restarted after code that printed too much",
  restarted: "The kernel was restarted",
  unreachable: "The kernel could not be reached any more",
};

/** Python in the conversation's own kernel. */
export function createPythonTool(options: PythonToolOptions): Tool {
  const { abilities, runSeconds } = options;
  return {
    name: "python",
    description:
      "Runs Python code in this conversation's own kernel and returns what it prints, its last value and its errors. " +
      "Variables stay from one run to the next. The working directory holds the conversation's files; files written there are " +
      `given to the person. Code cannot ask for input. A run may take ${runSeconds} seconds. ${abilities}`,
    inputSchema: {
      type: "object",
      properties: {
        code: { type: "string", description: "Python code. The value of its last line is shown." },
      },
      required: ["code"],
      additionalProperties: false,
    },
    fenceLanguages: ["python", "py", "python3"],
    readInput,
    run: (call, signal) => runCode(options, call, signal),
  };
}

function readInput(argument: unknown) {
  const code =
    typeof argument === "object" && argument !== null && "code" in argument ? argument.code : argument;
  if (typeof code !== "string") return { problem: 'The argument "code" must be a string of Python code.' };
  if (code.trim() === "") return { problem: 'The argument "code" is empty.' };
  if (code.length > partLimits.inputLength) {
    return { problem: `The code is longer than ${partLimits.inputLength} characters: run it in pieces.` };
  }
  return { input: code };
}

async function* runCode(
  options: PythonToolOptions,
  { userId, conversationId, input }: ToolCall,
  signal: AbortSignal,
): AsyncGenerator<ToolEvent, void, undefined> {
  const kernel = options.kernelOf({ userId, conversationId });
  const code = typeof input === "string" ? input : "";
  let bytes = 0;
  for await (const event of kernel.run(code, signal)) {
    switch (event.type) {
      case "ready":
        yield { type: "ready" };
        if (event.lost) yield { type: "output", output: tellLoss(event.lost) };
        break;
      case "finished": {
        const output = tellEnd(event.end, event.variablesLost, options);
        if (output) yield { type: "output", output };
        yield { type: "finished", state: stateOf(event.end), ms: event.ms };
        break;
      }
      case "output":
        bytes += sizeOf(event.output);
        yield event;
        if (bytes > options.outputBytes) kernel.interrupt("output_limit");
        break;
      case "queued":
      case "update":
      case "clear":
        yield event;
    }
  }
}

function stateOf(end: RunEnd): "done" | "failed" | "stopped" {
  return end === "done" || end === "stopped" ? end : "failed";
}

function tellLoss(reason: LossReason): Output {
  const text = `${lossWords[reason]}: variables of earlier runs are lost.\n`;
  return { type: "stream", name: "stderr", text };
}

function tellEnd(end: RunEnd, variablesLost: boolean, options: PythonToolOptions): Output | undefined {
  const words: Partial<Record<RunEnd, string>> = {
    time_limit: `The code ran longer than ${options.runSeconds} seconds and was stopped.`,
    output_limit: "The code printed too much and was stopped: print less, or write it to a file.",
    lost: "The kernel ended while the code ran: how far it came is not known.",
  };
  const reason = words[end];
  if (reason === undefined) return undefined;
  const message = variablesLost ? `${reason} All variables are lost.` : `${reason} Variables are kept.`;
  return { type: "error", name: end === "lost" ? "KernelLost" : "RunStopped", message, traceback: "" };
}

function sizeOf(output: Output): number {
  if (output.type === "stream") return output.text.length;
  if (output.type !== "data") return 0;
  return Object.values(output.data).reduce(
    (sum, value) => sum + (typeof value === "string" ? value.length : 0),
    0,
  );
}
