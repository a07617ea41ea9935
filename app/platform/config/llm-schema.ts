import { z } from "zod";
import { parseModelUrl } from "./base-url.ts";
import { fromJsonText, isJsonObject, withRealTypes } from "./json-values.ts";
import type { LlmConfig, SafetyLlmConfig } from "./llm-config.ts";
import { parsedBy } from "./parsed-by.ts";

/** The longest time that setTimeout takes. */
const maxTimerMs = 2_147_483_647;
/** What the older systems were given as key of a server that has none. */
const absentKeys: readonly unknown[] = ["EMPTY", "NOT_SET", "NOTHING"];

const errors = {
  text: "must be text",
  line: "must be one line of 1 to 255 characters",
  texts: "must be a list of texts",
  count: "must be a whole number above 0",
  temperature: "must be a number from 0 up",
  topP: "must be a number above 0 and at most 1",
  code: "must be category codes such as S1",
  codes: "must be a list of category codes such as S1",
  actions: "must be a dict of category codes to block, warn or log",
  holdBack: "must be a whole number of characters above 0, or whole",
  timeoutMs: `must be a whole number of milliseconds from 1 to ${maxTimerMs}`,
};

const text = z.string({ error: errors.text });
const line = text.max(255, errors.line).regex(/^\P{Cc}+$/u, errors.line);
const count = realTyped(z.int({ error: errors.count }).positive(errors.count));
const texts = z.preprocess(
  (value) => (typeof value === "string" ? toList(value) : value),
  z.array(z.string({ error: errors.texts }).min(1, errors.texts), { error: errors.texts }),
);

/** As guards write them: S1, O3, SG2. */
const code = z
  .string()
  .transform((value) => value.trim().toUpperCase())
  .pipe(z.string().regex(/^[A-Z]{1,8}\d{1,3}$/, errors.code));
/** Also as one text with commas: a code that is not understood would let through what it is to block. */
const codes = z.preprocess(
  (value) =>
    typeof value !== "string" || value.trim().startsWith("[") ? fromJsonText(value) : value.split(","),
  z.array(code, { error: errors.codes }),
);

const timeoutMs = realTyped(
  z.int({ error: errors.timeoutMs }).positive(errors.timeoutMs).max(maxTimerMs, errors.timeoutMs),
);

const llmProperties = {
  url: parsedBy(parseModelUrl),
  model: line.exactOptional(),
  name: line.exactOptional(),
  apiKey: text.regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces").exactOptional(),
  temperature: realTyped(
    z.number({ error: errors.temperature }).nonnegative(errors.temperature),
  ).exactOptional(),
  topP: realTyped(z.number({ error: errors.topP }).positive(errors.topP).max(1, errors.topP)).exactOptional(),
  maxTokens: count.exactOptional(),
  stop: texts.exactOptional(),
  eosToken: text.exactOptional(),
  contextLength: count.exactOptional(),
  systemPrompt: text.exactOptional(),
  provider: choice(["tgi", "vllm", "llamacpp", "openai"]).exactOptional(),
  extraBody: realTyped(z.custom<Record<string, unknown>>(isJsonObject, "must be a dict")).exactOptional(),
  timeoutMs: timeoutMs.default(60_000),
};

/** A dict of LLM under our property names. */
export const llmSchema: z.ZodType<LlmConfig> = z.preprocess(
  withoutAbsentKey,
  z
    .object({
      ...llmProperties,
      maxConcurrent: count.exactOptional(),
      fallback: line.exactOptional(),
      reasoning: choice(["auto", "opened", "off"]).exactOptional(),
      contextStrategy: choice(["truncate", "summarise"]).exactOptional(),
    })
    .transform(withPlaceholders),
);

/** The dict of SAFETY_LLM under our property names. */
export const safetyLlmSchema: z.ZodType<SafetyLlmConfig> = z.preprocess(
  withoutAbsentKey,
  z
    .object({
      ...llmProperties,
      check: choice(["input", "output", "both"]).default("both"),
      onError: choice(["block", "allow"]).default("block"),
      categories: codes.exactOptional(),
      actions: z
        .preprocess(
          (value) => (typeof value === "string" ? fromJsonText(value) : value),
          z.record(code, z.enum(["block", "warn", "log"], { error: errors.actions }), {
            error: errors.actions,
          }),
        )
        .exactOptional(),
      holdBack: realTyped(
        z.union([z.int().positive(errors.holdBack), z.literal("whole")], { error: errors.holdBack }),
      ).default(240),
      keep: choice(["store", "redact", "hash"]).default("hash"),
      taxonomy: choice([
        "llama_guard_1",
        "llama_guard_2",
        "llama_guard_3",
        "llama_guard_4",
        "shieldgemma",
      ]).exactOptional(),
      timeoutMs: timeoutMs.default(10_000),
    })
    .transform((llm) => {
      const { model = placeholder } = llm;
      return { ...llm, model, name: llm.name ?? model };
    }),
);

/** Any server of one model takes it as an id; what the server calls its model is learnt from it. */
const placeholder = "tgi";

function withPlaceholders<T extends { model?: string; name?: string }>(llm: T) {
  const { model = placeholder } = llm;
  const named = { ...llm, model, name: llm.name ?? model };
  if (llm.model !== undefined) return named;
  return { ...named, learns: llm.name === undefined ? ("name" as const) : ("model" as const) };
}

function withoutAbsentKey(dict: unknown): unknown {
  if (!isJsonObject(dict) || !absentKeys.includes(dict["apiKey"])) return dict;
  return Object.fromEntries(Object.entries(dict).filter(([property]) => property !== "apiKey"));
}

/** Numbers and booleans may come as text. */
function realTyped<T extends z.ZodType>(schema: T) {
  return z.preprocess(withRealTypes, schema);
}

function choice<const T extends readonly string[]>(values: T) {
  return z.preprocess(
    (value) => (typeof value === "string" ? value.trim().toLowerCase() : value),
    z.enum(values, { error: `must be one of ${values.join(", ")}` }),
  );
}

/** A list as JSON text, or one text alone. */
function toList(value: string): unknown {
  return value.trim().startsWith("[") ? fromJsonText(value) : [value];
}
