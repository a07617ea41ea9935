import type { Findings } from "./config-error.ts";
import type { GivenVariables } from "./given-variables.ts";
import { fromJsonText, mergeJsonObjects, type JsonObject } from "./json-values.ts";
import type { DictVariable } from "./llm-keys.ts";

/** A dict that was given one key at a time, such as LLM__URL and LLM__EXTRA_BODY__SEED. */
export interface ExplodedDict {
  dict: JsonObject;
  /** The variable that gave each key of the dict. */
  variableOf: ReadonlyMap<string, string>;
}

interface ExplodedKey {
  variable: string;
  path: readonly string[];
  value: string;
}

/** Parts below these are a dict of their own, which may also come whole as JSON. */
const dictValued = ["extra_body", "metadata"];

/** Names are case-insensitive: the keys of the dict come out in lower case. */
export function readExplodedKeys(
  prefix: DictVariable,
  given: GivenVariables,
  { problems }: Pick<Findings, "problems">,
): ExplodedDict {
  const keys = findExplodedKeys(prefix, given);
  for (const key of keys) {
    const reason = findFault(key, keys);
    if (reason !== undefined) {
      problems.push({ variable: key.variable, reason, example: `${prefix}__URL=http://localhost:8080` });
    }
  }
  return {
    dict: keys.reduce((dict: JsonObject, key) => mergeJsonObjects(dict, toDict(key)), {}),
    variableOf: new Map(keys.map((key) => [key.path[0] ?? "", key.variable])),
  };
}

/** Whole values first, so that single parts are merged over them. */
function findExplodedKeys(prefix: DictVariable, given: GivenVariables): ExplodedKey[] {
  const start = `${prefix}__`;
  return Object.entries(given)
    .filter(([variable]) => variable.toUpperCase().startsWith(start))
    .map(([variable, value]) => ({
      variable,
      path: variable.slice(start.length).toLowerCase().split("__"),
      value,
    }))
    .sort((a, b) => a.path.length - b.path.length);
}

function findFault(key: ExplodedKey, all: readonly ExplodedKey[]): string | undefined {
  if (key.path.includes("")) return "must have a key after each pair of underscores";
  const twin = all.find((other) => other.path.join() === key.path.join() && other.value !== key.value);
  return twin && `is also given as ${twin.variable} with another value; keep one`;
}

function toDict({ path, value }: ExplodedKey): JsonObject {
  const [last = "", ...outer] = path.toReversed();
  const whole = path.length === 1 && dictValued.includes(last) ? fromJsonText(value) : value;
  return outer.reduce((inner: JsonObject, key) => ({ [key]: inner }), { [last]: whole });
}
