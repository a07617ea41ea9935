import { invisibleCharacters, isPlainText } from "#app/protocol/clean-text.ts";

const maxLength = 255;

/** Every value of one header, in order; `rawHeaders` is name, value, name, value as node:http gives it. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const wanted = name.toLowerCase();
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted);
}

/**
 * The header's text when it stands there exactly once and may name a user, else why not, to be read after the
 * header's name. Nothing is taken out of it: what is left could be somebody else's name.
 */
export function findSingleValue(values: readonly string[]): string | { problem: string } {
  const [value = "", ...repeated] = values;
  if (repeated.length > 0) return { problem: `stands there ${values.length} times` };
  const text = withoutOuterBlanks(decodeHeaderText(value));
  if (text === "") return { problem: "is empty" };
  if (text.length > maxLength)
    return { problem: `has ${text.length} characters, at most ${maxLength} are taken` };
  return isIdentityText(text)
    ? text
    : { problem: "holds control or invisible characters, or begins or ends with a space" };
}

/** The header's text for people to read, without what is invisible in it; undefined when there is none, or several. */
export function cleanSingleValue(values: readonly string[]): string | undefined {
  const [value, ...repeated] = values;
  if (value === undefined || repeated.length > 0) return undefined;
  const text = decodeHeaderText(value).replaceAll(invisibleCharacters, "").trim();
  return text !== "" && text.length <= maxLength ? text : undefined;
}

/** Whether a text may name a user: one to 255 visible characters, with spaces only inside. */
export function isIdentityText(text: string): boolean {
  return text !== "" && text.length <= maxLength && text.trim() === text && isPlainText(text);
}

/** Spaces and tabs around a value are none of it (RFC 9110 section 5.5); other white space is. */
function withoutOuterBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start += 1;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

/** node:http gives the bytes of a header as latin1; proxies send UTF-8. */
function decodeHeaderText(value: string): string {
  if (/[\u0100-\uffff]/.test(value)) return value;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(value, "latin1"));
  } catch {
    return value;
  }
}
