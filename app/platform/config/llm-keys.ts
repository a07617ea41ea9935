import { findClosestName } from "./closest-name.ts";
import { InvalidValue, type Findings } from "./config-error.ts";
import { fromJsonText, isJsonObject, type JsonObject } from "./json-values.ts";

/** Our name of each dict key, with the key of the documentation first and then its aliases. */
const llmKeys = {
  url: ["url", "base_url"],
  model: ["model", "model_name"],
  name: ["name"],
  apiKey: ["api_key", "creds"],
  temperature: ["temperature"],
  topP: ["top_p"],
  maxTokens: ["max_tokens"],
  stop: ["stop"],
  eosToken: ["eos_token"],
  contextLength: ["context_length"],
  systemPrompt: ["system_prompt"],
  provider: ["provider"],
  extraBody: ["extra_body"],
  timeoutMs: ["timeout_ms"],
} as const;

const chatKeys = {
  ...llmKeys,
  maxConcurrent: ["max_concurrent"],
  fallback: ["fallback"],
  reasoning: ["reasoning"],
  contextStrategy: ["context_strategy"],
} as const;

const safetyKeys = {
  ...llmKeys,
  check: ["check"],
  onError: ["on_error"],
  categories: ["categories"],
  actions: ["actions"],
  holdBack: ["hold_back"],
  keep: ["keep"],
  taxonomy: ["taxonomy"],
} as const;

/** Keys of the older systems that say what is always so here. */
const needlessKeys = ["streaming", "stream_usage", "metadata"];

/** Parameters of model servers whose names are close to a key of ours. */
const serverParameters = ["top_k"];

type KeyTable = Readonly<Record<string, readonly string[]>>;

/** Which keys a variable's dict may have. */
const dictKeys = { LLM: chatKeys, SAFETY_LLM: safetyKeys } as const satisfies Record<string, KeyTable>;
export type DictVariable = keyof typeof dictKeys;

/** Every key and alias that a variable's dict may have. */
export function listKeys(variable: DictVariable): readonly string[] {
  return Object.values<readonly string[]>(dictKeys[variable]).flat();
}

/** The key as the documentation writes it. */
export function documentedKey(variable: DictVariable, property: string): string {
  const table: KeyTable = dictKeys[variable];
  return table[property]?.[0] ?? property;
}

/**
 * Renames the keys of a dict to our property names. Nulls and empty texts count as absent. An unknown key
 * becomes a warning.
 * @param label how warnings name the dict, for example `LLM[1]`
 * @throws InvalidValue when a key and its alias differ
 */
export function withOurKeys(
  variable: DictVariable,
  dict: JsonObject,
  { label, warnings }: { label: string } & Pick<Findings, "warnings">,
): JsonObject {
  const found: [string, string, unknown][] = [];
  for (const [key, value] of Object.entries(withProvider(dict))) {
    if (value === null || value === "") continue;
    const property = findProperty(variable, key);
    if (property !== undefined)
      found.push([property, key, property === "extraBody" ? fromJsonText(value) : value]);
    else if (!needlessKeys.includes(key)) warnings.push(unknownKeyWarning(variable, label, key));
  }
  for (const [property, key, value] of found) {
    const other = found.find((entry) => entry[0] === property && entry[2] !== value);
    if (other !== undefined)
      throw new InvalidValue(`has both ${key} and ${other[1]}, and they differ; keep one`);
  }
  return Object.fromEntries(found.map(([property, , value]) => [property, value]));
}

/** The older systems keep the provider in `metadata`. */
function withProvider(dict: JsonObject): JsonObject {
  const metadata = fromJsonText(dict["metadata"]);
  if (!isJsonObject(metadata) || metadata["provider"] === undefined) return dict;
  return { provider: metadata["provider"], ...dict };
}

/** Our name of a documented key or alias. */
export function findProperty(variable: DictVariable, key: string): string | undefined {
  const table: KeyTable = dictKeys[variable];
  return Object.keys(table).find((property) => table[property]?.includes(key));
}

function unknownKeyWarning(variable: DictVariable, label: string, key: string): string {
  const candidates = [...listKeys(variable), ...serverParameters];
  const closest = findClosestName(key, candidates);
  const shown = key.slice(0, 40).replace(/\p{Cc}/gu, "?");
  return closest === undefined || serverParameters.includes(closest)
    ? `${label}: unknown key ${shown} ignored; parameters of the model server belong in extra_body`
    : `${label}: unknown key ${shown} ignored, did you mean ${closest}?`;
}
