import { decodeEntities } from "../entities.ts";
import { isEscapable } from "./characters.ts";
import type { LinkTarget } from "./tokens.ts";

/** A part of a link as it was read, and where the text goes on behind it. */
interface Part {
  readonly value: string;
  readonly end: number;
}

/** The text ends within the part. */
type Open = "open";

const MAX_LABEL_LENGTH = 999;
const MAX_PARENTHESES = 32;

/** Replaces escapes and character references by what they stand for, once. */
export function unescapeText(text: string): string {
  if (!text.includes("\\") && !text.includes("&")) return text;
  return text.replace(
    /\\([!-/:-@[-`{-~])|&[#\w]{1,40};/g,
    (found, escaped: string | undefined) => escaped ?? decodeEntities(found),
  );
}

function unescapeAddress(text: string): string {
  return text.includes("\\") ? text.replace(/\\([!-/:-@[-`{-~])/g, "$1") : text;
}

/** Two labels are the same when they differ in case and in white space only. */
export function normalizeLabel(label: string): string {
  return label.trim().replace(/\s+/g, " ").toLowerCase().toUpperCase();
}

/** `[label]`: at most 999 characters without brackets that are not escaped. */
export function findLabel(text: string, start: number): Part | undefined {
  if (text[start] !== "[") return undefined;
  const limit = Math.min(text.length, start + MAX_LABEL_LENGTH + 2);
  for (let at = start + 1; at < limit; at += 1) {
    const character = text[at];
    if (character === "[") return undefined;
    if (character === "]") return { value: text.slice(start + 1, at), end: at + 1 };
    if (character === "\\") at += 1;
  }
  return undefined;
}

/** An address, in angle brackets or without white space. Character references stay: the reader of the address decodes them. */
function findDestination(text: string, start: number): Part | Open | undefined {
  if (text[start] === "<") return findBracketed(text, start);
  let depth = 0;
  let at = start;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character <= " ") break;
    if (character === "\\" && isEscapable(text.charAt(at + 1))) at += 1;
    else if (character === "(" && (depth += 1) > MAX_PARENTHESES) return undefined;
    else if (character === ")" && (depth -= 1) < 0) break;
  }
  if (at >= text.length) return "open";
  if (depth > 0 || (at === start && text[at] !== ")")) return undefined;
  return { value: unescapeAddress(text.slice(start, at)), end: at };
}

function findBracketed(text: string, start: number): Part | Open | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === "<" || character === "\n") return undefined;
    if (character === ">") return { value: unescapeAddress(text.slice(start + 1, at)), end: at + 1 };
    if (character === "\\") at += 1;
  }
  return "open";
}

const CLOSING_QUOTES: Readonly<Record<string, string>> = { '"': '"', "'": "'", "(": ")" };

function findTitle(text: string, start: number): Part | Open | undefined {
  const opening = text.charAt(start);
  const closing = CLOSING_QUOTES[opening];
  if (closing === undefined) return undefined;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === closing) return { value: unescapeText(text.slice(start + 1, at)), end: at + 1 };
    if (character === "(" && opening === "(") return undefined;
    if (character === "\\") at += 1;
    else if (character === "\n" && isBlankLine(text, at + 1)) return undefined;
  }
  return "open";
}

function isBlankLine(text: string, start: number): boolean {
  const at = skipSpaces(text, start);
  return text[at] === "\n";
}

function skipSpaces(text: string, start: number): number {
  let at = start;
  while (text[at] === " " || text[at] === "\t") at += 1;
  return at;
}

/** Behind spaces and at most one line end. */
function skipSpace(text: string, start: number): number {
  const at = skipSpaces(text, start);
  return text[at] === "\n" ? skipSpaces(text, at + 1) : at;
}

/** `(address "title")`, which makes the brackets before it a link. */
export function findTarget(text: string, start: number): (LinkTarget & { end: number }) | Open | undefined {
  const destination = findDestination(text, skipSpace(text, start + 1));
  if (destination === undefined || destination === "open") return destination;
  const behind = skipSpace(text, destination.end);
  const title = behind > destination.end ? findTitle(text, behind) : undefined;
  if (title === "open") return "open";
  const end = title ? skipSpace(text, title.end) : behind;
  if (end >= text.length) return "open";
  return text[end] === ")" ? { href: destination.value, title: title?.value ?? "", end: end + 1 } : undefined;
}

interface Definition extends LinkTarget {
  readonly label: string;
  readonly end: number;
}

/**
 * `[label]: address "title"` on lines of its own at the beginning of a paragraph.
 * @param lines ends with a line end
 */
export function findDefinition(lines: string, start: number): Definition | undefined {
  const label = findLabel(lines, start);
  if (!label || lines[label.end] !== ":") return undefined;
  const normalized = normalizeLabel(label.value);
  if (normalized === "" || label.value.startsWith("^")) return undefined;
  const from = skipSpace(lines, label.end + 1);
  const destination = findDestination(lines, from);
  if (destination === undefined || destination === "open") return undefined;
  if (destination.end === from && lines[from] !== "<") return undefined;
  const behind = skipSpace(lines, destination.end);
  const title = behind > destination.end ? findTitle(lines, behind) : undefined;
  if (title !== undefined && title !== "open") {
    const end = findLineEnd(lines, title.end);
    if (end !== undefined) return { label: normalized, href: destination.value, title: title.value, end };
  }
  const end = findLineEnd(lines, destination.end);
  return end === undefined ? undefined : { label: normalized, href: destination.value, title: "", end };
}

/** Behind the line end, where nothing but spaces comes before it. */
function findLineEnd(text: string, start: number): number | undefined {
  const at = skipSpaces(text, start);
  return text[at] === "\n" ? at + 1 : undefined;
}
