import type { z } from "zod";
import { InvalidValue, type ConfigProblem } from "./config-error.ts";
import type { ExplodedDict } from "./exploded-keys.ts";
import { documentedKey, findProperty, type DictVariable } from "./llm-keys.ts";

/** How messages name a dict, and which variables gave its keys. */
export interface DictOrigin {
  variable: DictVariable;
  /** The variable, with the place in its list: `LLM[1]`. */
  label: string;
  exploded: ExplodedDict;
}

const keyExamples: Readonly<Record<string, unknown>> = {
  url: "http://localhost:8080",
  model: "tgi",
  name: "Small",
  apiKey: "my-key",
  temperature: 0.7,
  topP: 0.9,
  maxTokens: 1024,
  stop: ["</s>"],
  eosToken: "</s>",
  contextLength: 8192,
  systemPrompt: "Answer briefly.",
  provider: "tgi",
  extraBody: { repetition_penalty: 1.05 },
  timeoutMs: 60_000,
  maxConcurrent: 16,
  fallback: "Large",
  reasoning: "opened",
  contextStrategy: "truncate",
  check: "both",
  onError: "block",
  categories: ["S1"],
  actions: { S6: "warn" },
  holdBack: 240,
  keep: "hash",
  taxonomy: "llama_guard_3",
};

/** A problem with one key, named after the variable that gave it: LLM__TOP_P, or LLM with the key in the sentence. */
export function keyProblem(issue: z.core.$ZodIssue, origin: DictOrigin): ConfigProblem {
  const property = String(issue.path[0]);
  const parts = [...origin.exploded.variableOf];
  const givenBy = parts.find(([key]) => findProperty(origin.variable, key) === property)?.[1];
  if (givenBy !== undefined) {
    return { variable: givenBy, reason: issue.message, example: `${givenBy}=${formatExample(property)}` };
  }
  const key = documentedKey(origin.variable, property);
  const dict = { url: keyExamples["url"], [key]: keyExamples[property] };
  return {
    variable: origin.label,
    reason: `${key} ${issue.message}`,
    example: `${origin.variable}='${JSON.stringify(origin.label === origin.variable ? dict : [dict])}'`,
  };
}

/** A problem with the whole dict. @throws what is not an InvalidValue */
export function dictProblem(
  error: unknown,
  { variable, label }: Omit<DictOrigin, "exploded">,
): ConfigProblem {
  if (!(error instanceof InvalidValue)) throw error;
  return { variable: label, reason: error.message, example: `${variable}='{"url":"http://localhost:8080"}'` };
}

/** Keys one at a time beside a list: nobody could tell which entry they mean. */
export function explodedBesideListProblems({ variableOf }: ExplodedDict): ConfigProblem[] {
  return [...variableOf].map(([key, variable]) => ({
    variable,
    reason: `goes with a single dict only, but LLM is a list; write ${key} into its entries`,
    example: `LLM='[{"url":"http://localhost:8080","name":"Small"}]'`,
  }));
}

/** The selector and the API know models by name. */
export function repeatedNameProblems(names: readonly string[]): ConfigProblem[] {
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => ({
    variable: "LLM",
    reason: `has several entries with the name "${name}"; give each its own name`,
    example: `LLM='[{"url":"http://a:8080","name":"Small"},{"url":"http://b:8080","name":"Large"}]'`,
  }));
}

/** A fallback is named as the selector names it. */
export function fallbackProblems(models: readonly { name: string; fallback?: string }[]): ConfigProblem[] {
  const names = models.map(({ name }) => name);
  return models
    .filter(
      ({ name, fallback }) => fallback !== undefined && (fallback === name || !names.includes(fallback)),
    )
    .map(({ name }) => ({
      variable: "LLM",
      reason: `fallback of "${name}" must be the name of another entry`,
      example: `LLM='[{"url":"http://a:8080","name":"Small","fallback":"Large"},{"url":"http://b:8080","name":"Large"}]'`,
    }));
}

function formatExample(property: string): string {
  const example = keyExamples[property];
  return typeof example === "string" ? example : JSON.stringify(example);
}
