import { endsAddress } from "./characters.ts";

/** What stands before an address: the beginning, white space, or a mark that may open something. */
function mayBegin(before: string): boolean {
  return before === "" || !/[A-Za-z0-9]/.test(before);
}

interface Address {
  readonly href: string;
  readonly start: number;
  readonly end: number;
}

/** `https://…` whose colon stands at `colon`. GFM 6.9, but for the end: CJK punctuation belongs to the sentence. */
export function findAddressAt(text: string, colon: number): Address | undefined {
  const scheme = /https?$/i.exec(text.slice(Math.max(0, colon - 5), colon))?.[0];
  if (scheme === undefined || !text.startsWith("://", colon)) return undefined;
  const start = colon - scheme.length;
  const hostStart = colon + 3;
  if (!mayBegin(text.charAt(start - 1)) || !beginsHost(text.charAt(hostStart))) return undefined;
  const end = findEnd(text, hostStart);
  return end > hostStart ? { href: text.slice(start, end), start, end } : undefined;
}

/** `www.…` at `start`. */
export function findWebAddressAt(text: string, start: number): Address | undefined {
  if (!text.startsWith("www.", start)) return undefined;
  const before = text.charAt(start - 1);
  if (!mayBegin(before) || /[./:@_-]/.test(before) || !beginsHost(text.charAt(start + 4))) return undefined;
  const end = findEnd(text, start + 4);
  return { href: `http://${text.slice(start, end)}`, start, end };
}

function beginsHost(character: string): boolean {
  return (
    character !== "" && (/[A-Za-z0-9[]/.test(character) || (character > "\u00bf" && !endsAddress(character)))
  );
}

/** Up to white space, `<`, a bracket that was not opened within, and without the punctuation of the sentence around. */
function findEnd(text: string, start: number): number {
  let parentheses = 0;
  let brackets = 0;
  let end = start;
  for (; end < text.length; end += 1) {
    const character = text.charAt(end);
    if (character <= " " || character === "<" || character === "`" || endsAddress(character)) break;
    if (character === "(") parentheses += 1;
    else if (character === ")") parentheses -= 1;
    else if (character === "[") brackets += 1;
    else if (character === "]" && (brackets -= 1) < 0) break;
  }
  for (;;) {
    const last = text.charAt(end - 1);
    if (end <= start) return end;
    if (last === ")" && parentheses < 0) parentheses += 1;
    else if (last === ";") {
      const entity = findEntityBefore(text, end, start);
      if (entity === undefined) return end;
      end = entity + 1;
    } else if (!/[?!.,:*_~'"\\|]/.test(last)) return end;
    end -= 1;
  }
}

/** A character reference at the end of an address belongs to the text; the answer is where its `&` stands. */
function findEntityBefore(text: string, end: number, start: number): number | undefined {
  const from = Math.max(start, end - 34);
  const found = /&[A-Za-z0-9]+;$/.exec(text.slice(from, end));
  return found ? from + found.index : undefined;
}

const MAX_LOCAL_LENGTH = 64;

/** `name@host.example` whose `@` stands at `at`. */
export function findEmailAt(text: string, at: number): Address | undefined {
  let start = at;
  while (start > 0 && at - start < MAX_LOCAL_LENGTH && /[A-Za-z0-9.+_-]/.test(text.charAt(start - 1)))
    start -= 1;
  let end = at + 1;
  let lastDot = -1;
  while (end < text.length && end - at < 256 && /[A-Za-z0-9._-]/.test(text.charAt(end))) {
    if (text[end] === ".") lastDot = end;
    end += 1;
  }
  while (text[end - 1] === ".") {
    end -= 1;
    lastDot = text.lastIndexOf(".", end - 1);
  }
  if (start === at || lastDot <= at + 1 || lastDot >= end || /[_-]/.test(text.charAt(end - 1)))
    return undefined;
  return { href: `mailto:${text.slice(start, end)}`, start, end };
}

const BRACKETED_EMAIL =
  /<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?){0,20})>/y;
const BRACKETED_ADDRESS = /<([A-Za-z][A-Za-z0-9.+-]{1,31}:[^<>\0-\x20]{0,2000})>/y;

/** `<address>` or `<name@host>` at `start`. */
export function findBracketedAddress(text: string, start: number): (Address & { label: string }) | undefined {
  for (const [pattern, prefix] of [
    [BRACKETED_EMAIL, "mailto:"],
    [BRACKETED_ADDRESS, ""],
  ] as const) {
    pattern.lastIndex = start;
    const label = pattern.exec(text)?.[1];
    if (label !== undefined) return { href: prefix + label, label, start, end: start + label.length + 2 };
  }
  return undefined;
}
