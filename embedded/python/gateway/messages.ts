import { randomUUID } from "node:crypto";
import { z } from "zod";

/** Jupyter's wire protocol, version 5.3, as far as a chat speaks it. */
const protocolVersion = "5.3";

export const requestSchema = z.object({
  header: z.object({ msg_id: z.string().min(1).max(200), msg_type: z.string().max(100) }).loose(),
  parent_header: z.object({}).loose(),
  metadata: z.object({}).loose(),
  content: z.object({}).loose(),
  channel: z.enum(["shell", "control", "stdin"]),
});

export const executeContentSchema = z.object({
  code: z.string(),
  silent: z.boolean().default(false),
  stop_on_error: z.boolean().default(true),
  user_expressions: z.record(z.string(), z.string()).default({}),
});

export type KernelRequest = z.infer<typeof requestSchema>;
export type RequestHeader = KernelRequest["header"];

export interface MessageParts {
  type: string;
  channel: "iopub" | "shell" | "control";
  parent: RequestHeader | undefined;
  content: object;
}

/** A message of a kernel as the JSON text of a frame. */
export function formatMessage({ type, channel, parent, content }: MessageParts): string {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    username: "kernel",
    session: "",
    date: new Date().toISOString(),
    version: protocolVersion,
  };
  return JSON.stringify({
    header,
    msg_id: header.msg_id,
    msg_type: type,
    parent_header: parent ?? {},
    metadata: {},
    content,
    buffers: [],
    channel,
  });
}

export function describeKernel(pythonVersion: string): object {
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "embedded-python",
    implementation_version: pythonVersion,
    language_info: {
      name: "python",
      version: pythonVersion,
      mimetype: "text/x-python",
      file_extension: ".py",
      codemirror_mode: "python",
      pygments_lexer: "ipython3",
      nbconvert_exporter: "python",
    },
    banner: `Python ${pythonVersion} in WebAssembly: the standard library, no packages, no network`,
    help_links: [],
  };
}
