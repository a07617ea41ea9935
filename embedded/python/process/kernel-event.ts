import { z } from "zod";

const run = z.string().optional();
const data = z.record(z.string(), z.json());
const failure = { ename: z.string(), evalue: z.string(), traceback: z.array(z.string()) };

/**
 * What the process of a kernel says. Code that runs there can forge all of it, so all of it is checked, and nothing of it
 * concerns anybody but that kernel.
 */
export const kernelEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), content: z.object({ version: z.string().max(100) }) }),
  z.object({
    run,
    type: z.literal("stream"),
    content: z.object({ name: z.enum(["stdout", "stderr"]), text: z.string() }),
  }),
  z.object({
    run,
    type: z.enum(["display_data", "update_display_data"]),
    content: z.object({ data, metadata: data, transient: z.object({ display_id: z.string().optional() }) }),
  }),
  z.object({
    run,
    type: z.literal("execute_result"),
    content: z.object({ data, metadata: data, execution_count: z.number() }),
  }),
  z.object({ run, type: z.literal("clear_output"), content: z.object({ wait: z.boolean() }) }),
  z.object({ run, type: z.literal("error"), content: z.object(failure) }),
  z.object({
    run: z.string(),
    type: z.literal("execute_reply"),
    content: z.object({
      status: z.enum(["ok", "error"]),
      execution_count: z.number(),
      ename: failure.ename.optional(),
      evalue: failure.evalue.optional(),
      traceback: failure.traceback.optional(),
      payload: z.array(z.never()).optional(),
      user_expressions: z.record(z.string(), z.record(z.string(), z.json())).optional(),
    }),
  }),
]);

export type KernelEvent = z.infer<typeof kernelEventSchema>;
