import { InvalidValue } from "./config-error.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON.parse without its message, which quotes the text and so could show a secret. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidValue("must be valid JSON (in .env put single quotes around it)");
  }
}

/** What a text of JSON holds; any other value or text is given back as it is. */
export function fromJsonText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const numberPattern = /^-?(?:0|[1-9]\d*)?(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** Turns "0.7" into 0.7 and "True" into true, also inside lists and objects; all else stays what it is. */
export function withRealTypes(value: unknown): unknown {
  if (typeof value === "string") return toNumberOrBoolean(value);
  if (Array.isArray(value)) return value.map(withRealTypes);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withRealTypes(inner)]));
}

function toNumberOrBoolean(text: string): string | number | boolean {
  const word = text.trim().toLowerCase();
  if (word === "true" || word === "false") return word === "true";
  const number = /\d/.test(word) && numberPattern.test(word) ? Number(word) : Number.NaN;
  const isExact = Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
  return isExact ? number : text;
}

/** Both objects in one, the second one's values winning; objects inside are merged likewise. */
export function mergeJsonObjects(base: JsonObject, over: JsonObject): JsonObject {
  const merged = Object.entries(over).map(([key, value]) => {
    const former = Object.hasOwn(base, key) ? base[key] : undefined;
    return [key, isJsonObject(former) && isJsonObject(value) ? mergeJsonObjects(former, value) : value];
  });
  return { ...base, ...(Object.fromEntries(merged) as JsonObject) };
}
