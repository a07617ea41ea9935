const maxLength = 255;
// Control characters and lone surrogates: nothing that a sign-in proxy would send.
const unfit = /[\p{Cc}\p{Cs}]/u;

/** Every value of one header, in order; `rawHeaders` is name, value, name, value as node:http gives it. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const wanted = name.toLowerCase();
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted);
}

/** The header's text when it stands there exactly once and is fit to be a name: not blank, at most 255 characters, no control characters. */
export function findSingleValue(values: readonly string[]): string | undefined {
  const [value, ...repeated] = values;
  if (value === undefined || repeated.length > 0) return undefined;
  const text = decodeHeaderText(value).trim();
  return isIdentityText(text) ? text : undefined;
}

/** Whether a trimmed text may name a user. */
export function isIdentityText(text: string): boolean {
  return text !== "" && text.length <= maxLength && !unfit.test(text);
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
