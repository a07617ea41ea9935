import { cleanText } from "./clean-text.ts";

/** Deeper than any file or request of ours, and than any export of others'. */
const maxDepth = 100;

/**
 * The one parser of JSON that comes from outside. Refuses what would take far more time and memory than its length
 * tells, before anything is built; every text in it is cleaned. Linear.
 * @param maxValues members of objects and lists together
 * @throws SyntaxError with a sentence for a person that quotes nothing of the text
 */
export function parseJson(text: string, maxValues: number): unknown {
  requireBounded(text, maxValues);
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch {
    throw new SyntaxError("must be JSON");
  }
  // Only an escape can bring in what UTF-8 cannot hold.
  return /\\u(?:0000|d[89a-f])/i.test(text) ? cleanValue(value) : value;
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

function requireBounded(text: string, maxValues: number): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
    } else if (code === comma || code === openList || code === openObject) {
      values += 1;
      if (values > maxValues) throw new SyntaxError(`must hold at most ${maxValues} values`);
      if (code !== comma) depth += 1;
      if (depth > maxDepth) throw new SyntaxError(`must be nested at most ${maxDepth} deep`);
    } else if (code === closeList || code === closeObject) {
      depth -= 1;
    }
  }
}

/** Where the string that begins here ends; the end of the text when it does not. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === quote) return at;
  }
  return text.length;
}

/** Goes as deep as the text does, which is bounded. */
function cleanValue(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [cleanText(key), cleanValue(part)]));
}
