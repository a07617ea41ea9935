/** What pages and programs are told of the kernel that runs a conversation's code. Browser-safe. */
import { z } from "zod";

/** `off`: there is none, and the next run starts one. `dead`: it does not come back by itself. */
export const kernelStateSchema = z.enum(["off", "starting", "idle", "busy", "restarting", "dead"]);

/** A variable of the kernel as code left it. */
const variableSchema = z.object({ name: z.string(), type: z.string(), value: z.string() });

export const kernelSchema = z.object({
  state: kernelStateSchema,
  /** Told while the kernel rests, sorted by name. */
  variables: z.array(variableSchema).optional(),
});

export type KernelState = z.infer<typeof kernelStateSchema>;
export type KernelVariable = z.infer<typeof variableSchema>;
export type KernelInfo = z.infer<typeof kernelSchema>;
