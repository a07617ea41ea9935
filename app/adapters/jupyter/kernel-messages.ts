import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { CellEvent, CellToRun, GatewayState } from "#app/core/kernels/kernel-gateway.ts";
import { outputSchema, partLimits, type OutputData } from "#app/protocol/parts.ts";

/** Jupyter's messages, as far as they are read: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
const messageSchema = z.object({
  header: z.object({ msg_type: z.string() }),
  parent_header: z.object({ msg_id: z.string().optional() }).nullish(),
  content: z.record(z.string(), z.unknown()),
});
export type KernelMessage = z.infer<typeof messageSchema>;

const statusSchema = z.object({
  execution_state: z.enum(["starting", "idle", "busy", "restarting", "dead"]),
});
const streamSchema = z.object({ name: z.enum(["stdout", "stderr"]), text: z.string() });
const dataSchema = z.object({
  data: z.record(z.string(), z.unknown()),
  transient: z.object({ display_id: z.string().optional() }).nullish(),
});
const errorSchema = z.object({ ename: z.string(), evalue: z.string(), traceback: z.array(z.string()) });
const replySchema = z.object({
  status: z.enum(["ok", "error", "aborted", "abort"]),
  user_expressions: z.record(z.string(), z.record(z.string(), z.unknown())).nullish(),
});

/** @returns undefined when the text is no message of the protocol */
export function parseMessage(text: string): KernelMessage | undefined {
  try {
    return messageSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A request as JSON text; Enterprise Gateway drops the line when an empty object is left out. */
export function formatRequest(
  type: string,
  content: object,
  channel: "shell" | "control",
): {
  id: string;
  text: string;
} {
  const id = randomUUID().replaceAll("-", "");
  const header = {
    msg_id: id,
    msg_type: type,
    username: "chat",
    session: "",
    date: new Date().toISOString(),
    version: "5.3",
  };
  return {
    id,
    text: JSON.stringify({ header, parent_header: {}, metadata: {}, content, channel, buffers: [] }),
  };
}

export function formatExecute({ code, silent = false, expressions = {} }: CellToRun): {
  id: string;
  text: string;
} {
  const content = {
    code,
    silent,
    store_history: !silent,
    user_expressions: expressions,
    allow_stdin: false,
    stop_on_error: true,
  };
  return formatRequest("execute_request", content, "shell");
}

export function readState(message: KernelMessage): GatewayState | undefined {
  return statusSchema.safeParse(message.content).data?.execution_state;
}

/** @returns undefined for what shows nothing, and for what is not as the protocol says */
export function readCellEvent({ header, content }: KernelMessage): CellEvent | undefined {
  switch (header.msg_type) {
    case "stream": {
      const stream = streamSchema.safeParse(content).data;
      return stream && { type: "output", output: { type: "stream", ...stream } };
    }
    case "display_data":
    case "execute_result":
      return readData(content, header.msg_type === "execute_result");
    case "update_display_data": {
      const update = dataSchema.safeParse(content).data;
      const displayId = update?.transient?.display_id;
      return update && displayId !== undefined
        ? { type: "update", displayId, data: readBundle(update.data) }
        : undefined;
    }
    case "clear_output":
      return { type: "clear", wait: content["wait"] === true };
    case "error": {
      const error = errorSchema.safeParse(content).data;
      return error && { type: "output", output: describeError(error) };
    }
    default:
      return undefined;
  }
}

export function readReply({
  content,
}: KernelMessage): { end: "ok" | "error" | "aborted"; expressions: Record<string, string> } | undefined {
  const reply = replySchema.safeParse(content).data;
  if (!reply) return undefined;
  const expressions = Object.entries(reply.user_expressions ?? {}).flatMap(([name, value]) => {
    const data = value["data"];
    const text =
      typeof data === "object" && data !== null && "text/plain" in data ? data["text/plain"] : undefined;
    return typeof text === "string" ? [[name, text] as const] : [];
  });
  return {
    end: reply.status === "abort" ? "aborted" : reply.status,
    expressions: Object.fromEntries(expressions),
  };
}

function readData(content: unknown, isResult: boolean): CellEvent | undefined {
  const shown = dataSchema.safeParse(content).data;
  if (!shown) return undefined;
  const displayId = shown.transient?.display_id;
  return {
    type: "output",
    output: {
      type: "data",
      data: readBundle(shown.data),
      ...(displayId === undefined ? {} : { displayId }),
      ...(isResult ? { isResult } : {}),
    },
  };
}

/** Text and base64 as they are, JSON as its text; older kernels send lines instead of text. */
function readBundle(bundle: Record<string, unknown>): OutputData {
  const entries = Object.entries(bundle).slice(0, partLimits.representations);
  return Object.fromEntries(
    entries.map(([mediaType, value]) => [
      mediaType.slice(0, partLimits.nameLength),
      typeof value === "string" ? value : isLines(value) ? value.join("") : JSON.stringify(value),
    ]),
  );
}

function isLines(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((line) => typeof line === "string");
}

function describeError({ ename, evalue, traceback }: z.infer<typeof errorSchema>) {
  return outputSchema.parse({
    type: "error",
    name: ename.slice(0, partLimits.nameLength),
    message: evalue.slice(0, partLimits.tracebackLength),
    traceback: traceback.join("\n").slice(-partLimits.tracebackLength),
  });
}
