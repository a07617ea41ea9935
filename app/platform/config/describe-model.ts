import type { LlmConfig, SafetyLlmConfig } from "./llm-config.ts";
import { documentedKey, type DictVariable } from "./llm-keys.ts";

/**
 * A model's dict for the start-up log, one entry a key.
 * @param label how the entries name the dict, for example `LLM[1]`
 */
export function describeModel(
  variable: DictVariable,
  label: string,
  model: LlmConfig | SafetyLlmConfig,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(model).map(([property, value]) => [
      `${label}.${documentedKey(variable, property)}`,
      describeValue(property, value),
    ]),
  );
}

function describeValue(property: string, value: unknown): unknown {
  if (property === "apiKey") return "***";
  // Its length tells which one it is; its words are the operator's own.
  if (property === "systemPrompt") return `${String(value).length} characters`;
  // Values that are passed on may be tokens.
  if (property === "extraBody") return Object.keys(value as object).join(",");
  return typeof value === "object" ? JSON.stringify(value) : value;
}
