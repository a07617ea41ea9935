import { InvalidValue } from "./config-error.ts";
import { isJsonObject, parseJson, type JsonObject } from "./json-values.ts";
import type { DictVariable } from "./llm-keys.ts";

interface LlmForm {
  dicts: readonly JsonObject[];
  isList: boolean;
}

const expected = {
  LLM: "must be a URL that begins with http:// or https://, a JSON dict, or a JSON list of at least one dict",
  SAFETY_LLM: "must be a URL that begins with http:// or https://, or a JSON dict",
};

/**
 * Reads the forms of the variable itself: a bare URL, a JSON dict, and for LLM a JSON list of dicts. `null` is unset.
 * @throws InvalidValue whose message holds no part of the text
 */
export function parseLlmForm(variable: DictVariable, text: string): LlmForm | undefined {
  if (/^https?:\/\//i.test(text)) return { dicts: [{ url: text }], isList: false };
  if (text === "null") return undefined;
  const value = /^[[{]/.test(text) ? parseJson(text) : undefined;
  if (isJsonObject(value)) return { dicts: [value], isList: false };
  if (variable === "LLM" && Array.isArray(value) && value.length > 0) {
    const entries: unknown[] = value;
    const dicts = entries.filter(isJsonObject);
    if (dicts.length === entries.length) return { dicts, isList: true };
  }
  throw new InvalidValue(expected[variable]);
}
