import type { NextIndex } from "./next-index.ts";
import { HARMLESS_TAGS, type HarmlessTag } from "./tokens.ts";

const harmless: ReadonlySet<string> = new Set(HARMLESS_TAGS);

const ENCLOSED = [
  ["<!-->", ""],
  ["<!--->", ""],
  ["<!--", "-->"],
  ["<?", "?>"],
  ["<![CDATA[", "]]>"],
] as const;

/** The end of the raw HTML that begins at `start` with `<`; CommonMark 6.6. */
export function findHtmlEnd(
  text: string,
  start: number,
  next: (needle: string) => NextIndex,
): number | undefined {
  const second = text.charAt(start + 1);
  if (second === "!" || second === "?") {
    for (const [opening, closing] of ENCLOSED) {
      if (!text.startsWith(opening, start)) continue;
      const end = closing === "" ? start + opening.length : next(closing).find(start + opening.length);
      return end === undefined ? undefined : end + closing.length;
    }
    if (!/[A-Za-z]/.test(text.charAt(start + 2))) return undefined;
    const end = next(">").find(start);
    return end === undefined ? undefined : end + 1;
  }
  if (!/[A-Za-z/]/.test(second)) return undefined;
  return findTagEnd(text, start);
}

/** Longer tags are nothing that anybody writes; each `<` costs no more than this. */
const MAX_TAG_LENGTH = 2_000;

/** `<name attributes/>` or `</name>`. */
function findTagEnd(text: string, start: number): number | undefined {
  const limit = Math.min(text.length, start + MAX_TAG_LENGTH);
  const isClosing = text[start + 1] === "/";
  const nameStart = start + (isClosing ? 2 : 1);
  if (!/[A-Za-z]/.test(text.charAt(nameStart))) return undefined;
  let at = skip(text, nameStart, limit, /[A-Za-z0-9-]/);
  for (;;) {
    const behindSpace = skip(text, at, limit, /\s/);
    const character = text.charAt(behindSpace);
    if (character === ">") return behindSpace + 1;
    if (isClosing) return undefined;
    if (character === "/") return text[behindSpace + 1] === ">" ? behindSpace + 2 : undefined;
    if (behindSpace === at || !/[A-Za-z_:]/.test(character)) return undefined;
    const behindName = skip(text, behindSpace, limit, /[\w.:-]/);
    const equals = skip(text, behindName, limit, /\s/);
    const behindValue =
      text[equals] === "=" ? findValueEnd(text, skip(text, equals + 1, limit, /\s/), limit) : behindName;
    if (behindValue === undefined) return undefined;
    at = behindValue;
  }
}

function findValueEnd(text: string, start: number, limit: number): number | undefined {
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'") {
    const end = skip(text, start + 1, limit, quote === '"' ? /[^"]/ : /[^']/);
    return end < limit ? end + 1 : undefined;
  }
  const end = skip(text, start, limit, /[^\s"'=<>`]/);
  return end > start ? end : undefined;
}

function skip(text: string, start: number, limit: number, pattern: RegExp): number {
  let at = start;
  while (at < limit && pattern.test(text.charAt(at))) at += 1;
  return at;
}

const PLAIN_TAG = /^<(\/?)([A-Za-z]+)[ \t]*(\/?)>$/;

/** What a tag without attributes does, if it is one of those that become elements. */
export function findHarmlessTag(
  source: string,
): { tag: HarmlessTag; isClosing: boolean } | "break" | undefined {
  const found = PLAIN_TAG.exec(source);
  if (!found) return undefined;
  const name = (found[2] ?? "").toLowerCase();
  if (name === "br") return "break";
  if (found[3] !== "" || !isHarmless(name)) return undefined;
  return { tag: name, isClosing: found[1] !== "" };
}

export function isHarmless(name: string): name is HarmlessTag {
  return harmless.has(name);
}
