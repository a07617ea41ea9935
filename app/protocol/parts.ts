/**
 * The parts of an answer that is more than its text and reasoning, and the changes by which they grow. Pages, followers in
 * other processes, the end of an answer and its recovery all fold the same changes by `applyChanges`. Browser-safe.
 */
import { z } from "zod";

/** Bounds of one message's parts. Lengths are in UTF-16 code units. What goes beyond them is left out by the fold. */
export const partLimits = {
  parts: 1_000,
  outputs: 1_000,
  /** Of the text of one stream output. */
  streamLength: 1_048_576,
  /** Of one representation that is kept in the message; longer ones are files. */
  dataLength: 1_048_576,
  representations: 16,
  inputLength: 200_000,
  tracebackLength: 65_536,
  nameLength: 1_000,
} as const;

const nameSchema = z.string().max(partLimits.nameLength);
const countSchema = z.number().int().nonnegative();

/** One representation of a result: text or base64 as Jupyter's MIME bundles have it, or the file that holds it. */
const representationSchema = z.union([
  z.string().max(partLimits.dataLength),
  z.object({ fileId: z.string(), bytes: countSchema }),
]);

export const outputSchema = z.discriminatedUnion("type", [
  /** Streams that stand side by side under one name are one text that was cut into pieces. */
  z.object({
    type: z.literal("stream"),
    name: z.enum(["stdout", "stderr"]),
    text: z.string().max(partLimits.streamLength),
  }),
  z.object({
    type: z.literal("data"),
    data: z
      .record(nameSchema, representationSchema)
      .refine((data) => Object.keys(data).length <= partLimits.representations),
    /** Under which it can be updated. */
    displayId: nameSchema.optional(),
    /** The value of the last expression. */
    isResult: z.boolean().optional(),
  }),
  z.object({
    type: z.literal("error"),
    name: nameSchema,
    message: z.string().max(partLimits.tracebackLength),
    /** Lines as the kernel wrote them, with its ANSI colours. */
    traceback: z.string().max(partLimits.tracebackLength),
  }),
  /** So many bytes were left out here. */
  z.object({ type: z.literal("cut"), bytes: countSchema }),
]);

const toolStateSchema = z.enum([
  "asked",
  "queued",
  "running",
  "done",
  "failed",
  "stopped",
  "refused",
  /** The process was lost while it ran: nobody knows how far it came. */
  "unknown",
]);

const toolInputSchema = z.union([
  z.string().max(partLimits.inputLength),
  z.record(z.string(), z.json()).refine((input) => JSON.stringify(input).length <= partLimits.inputLength),
]);

export const toolPartSchema = z.object({
  type: z.literal("tool"),
  id: nameSchema,
  tool: nameSchema,
  /** Code, or the arguments of the call. */
  input: toolInputSchema,
  state: toolStateSchema,
  outputs: z.array(outputSchema).max(partLimits.outputs),
  startedAt: z.iso.datetime().optional(),
  /** How long it ran, in milliseconds. */
  ms: z.number().nonnegative().optional(),
});

export const partSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("reasoning"), text: z.string() }),
  toolPartSchema,
  z.object({
    type: z.literal("file"),
    fileId: z.string(),
    name: nameSchema,
    mediaType: nameSchema,
    bytes: countSchema,
  }),
]);

const indexSchema = z.number().int().min(0).max(partLimits.parts);
const outputIndexSchema = z.number().int().min(0).max(partLimits.outputs);

/** In the order in which they are told apart: an opening, a state, an output, more of a stream, another output. */
export const partChangeSchema = z.union([
  z.object({ index: indexSchema, part: partSchema }),
  z.object({
    index: indexSchema,
    state: toolStateSchema,
    /** What runs instead of what was asked for: the person edited it. */
    input: toolInputSchema.optional(),
    startedAt: z.iso.datetime().optional(),
    ms: z.number().nonnegative().optional(),
  }),
  z.object({ index: indexSchema, outputIndex: outputIndexSchema, text: z.string() }),
  z.object({ index: indexSchema, outputIndex: outputIndexSchema, output: outputSchema }),
  z.object({ index: indexSchema, output: outputSchema }),
]);

export const partsSchema = z.array(partSchema).max(partLimits.parts);

export type Output = z.infer<typeof outputSchema>;
export type OutputData = Extract<Output, { type: "data" }>["data"];
export type ToolPart = z.infer<typeof toolPartSchema>;
export type Part = z.infer<typeof partSchema>;
export type PartChange = z.infer<typeof partChangeSchema>;
