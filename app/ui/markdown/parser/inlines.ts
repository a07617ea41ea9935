import { decodeEntities } from "../entities.ts";
import { findAddressAt, findBracketedAddress, findWebAddressAt } from "./addresses.ts";
import { LIMITS, type Budget } from "./budget.ts";
import { isEscapable } from "./characters.ts";
import { CodeSpans } from "./code-spans.ts";
import { DelimiterStack, readDelimiter, type Delimiter } from "./delimiters.ts";
import { findHarmlessTag, findHtmlEnd } from "./html-tags.ts";
import { findMathAt } from "./inline-math.ts";
import { findLabel, findTarget, normalizeLabel } from "./link-parts.ts";
import { createNextIndexes } from "./next-index.ts";
import { pairTags, type BracketPiece, type Piece } from "./pieces.ts";
import type { InlineToken, LinkTarget, LinkTargets } from "./tokens.ts";
import { buildTokens } from "./tree.ts";

export interface InlineContext {
  readonly targets: LinkTargets;
  readonly budget: Budget;
  /** The text ends where it still grows: open marks are closed for show, beginnings of marks are left out. */
  readonly isGrowing: boolean;
}

/** The text of one paragraph, heading or cell as tokens. Linear in its length. */
export function parseInlines(text: string, context: InlineContext): InlineToken[] {
  const source = trimBlanks(text);
  if (source === "") return [];
  return new InlineParser(context.isGrowing ? trimOpenMarks(source) : source, context).parse();
}

/** Spaces, tabs and line ends only: an ideographic space is what a writer meant to be seen. */
function trimBlanks(text: string): string {
  let start = 0;
  while (start < text.length && " \t\n".includes(text.charAt(start))) start += 1;
  let end = text.length;
  while (end > start && " \t\n".includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Marks at the very end are about to open or to close something. */
function trimOpenMarks(text: string): string {
  if (text.endsWith("\\")) return text.slice(0, -1);
  const rest = trimEnd(text, "*_~`");
  if (rest.endsWith("$$")) return trimEnd(rest, "$");
  return rest.replace(/(?:!?\[(?:\^[\p{L}\p{N}_-]{0,40})?|<\/?[a-z]{0,7})$/iu, "");
}

function trimEnd(text: string, marks: string): string {
  let end = text.length;
  while (end > 0 && marks.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

interface Bracket {
  readonly piece: BracketPiece;
  /** Where the text behind it begins. */
  readonly start: number;
  readonly delimitersBelow: Delimiter | undefined;
  /** Another bracket was opened behind it: what it holds is no label. */
  hasBracket: boolean;
}

/** What stands for itself; a `w` may begin an address. */
const PLAIN = /[^\n\\`*_~[\]!<&$:]+/y;
const PLAIN_BUT_W = /[^\n\\`*_~[\]!<&$:w]+/y;
const REFERENCE = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});/y;
const FOOTNOTE_MARK = /\[\^([\p{L}\p{N}_-]{1,40})\]/uy;

class InlineParser {
  readonly #text: string;
  readonly #context: InlineContext;
  readonly #plain: RegExp;
  readonly #pieces: Piece[] = [];
  readonly #delimiters = new DelimiterStack();
  readonly #brackets: Bracket[] = [];
  readonly #next;
  readonly #codeSpans: CodeSpans;
  /** Below this height of the stack of brackets no link can open any more: a link stands in them. */
  #inactiveLinks = 0;
  #at = 0;

  constructor(text: string, context: InlineContext) {
    this.#text = text;
    this.#context = context;
    this.#plain = text.includes("www.") ? PLAIN_BUT_W : PLAIN;
    this.#next = createNextIndexes(text);
    this.#codeSpans = new CodeSpans(text);
  }

  parse(): InlineToken[] {
    const { budget, isGrowing } = this.#context;
    const leastLeft = Math.max(0, budget.pieces - LIMITS.leafPieces);
    while (this.#at < this.#text.length) {
      if (budget.pieces <= leastLeft) {
        budget.isSpent = true;
        this.#addText(this.#text.slice(this.#at));
        break;
      }
      budget.pieces -= 1;
      this.#readPiece();
    }
    this.#delimiters.pair(undefined);
    if (isGrowing) this.#closeForShow();
    pairTags(this.#pieces, isGrowing);
    return buildTokens(this.#pieces);
  }

  #readPiece(): void {
    this.#plain.lastIndex = this.#at;
    const plain = this.#plain.exec(this.#text);
    if (plain) {
      this.#addText(plain[0]);
      this.#at += plain[0].length;
      return;
    }
    if (!this.#readMarked(this.#text.charAt(this.#at))) this.#addText(this.#text.charAt(this.#at++));
  }

  /** @returns false when the character stands for itself */
  #readMarked(character: string): boolean {
    switch (character) {
      case "\n":
        return this.#readLineEnd();
      case "\\":
        return this.#readMath() || this.#readEscape();
      case "$":
        return this.#readMath() || this.#skipRun("$");
      case "`":
        return this.#readCode();
      case "*":
      case "_":
      case "~":
        return this.#readDelimiter(character);
      case "[":
        return this.#readFootnoteMark() || this.#openBracket("[");
      case "!":
        return this.#text[this.#at + 1] === "[" && this.#openBracket("![");
      case "]":
        return this.#closeBracket();
      case "<":
        return this.#readBracketedAddress() || this.#readHtml();
      case "&":
        return this.#readReference();
      case ":":
        return this.#readAddress();
      case "w":
        return this.#readWebAddress();
      default:
        return false;
    }
  }

  #addText(text: string): void {
    const last = this.#pieces.at(-1);
    if (last?.kind === "text") last.text += text;
    else this.#pieces.push({ kind: "text", text });
  }

  #addToken(token: InlineToken, end: number): true {
    this.#pieces.push({ kind: "token", token });
    this.#at = end;
    return true;
  }

  #skipRun(mark: string): boolean {
    let end = this.#at + 1;
    while (this.#text[end] === mark) end += 1;
    this.#addText(this.#text.slice(this.#at, end));
    this.#at = end;
    return true;
  }

  #readLineEnd(): boolean {
    const last = this.#pieces.at(-1);
    const before = last?.kind === "text" ? last.text : "";
    if (last?.kind === "text") last.text = trimBlanks(`.${before}`).slice(1);
    this.#addToken({ type: "break", isHard: before.endsWith("  ") }, this.#at + 1);
    while (this.#text[this.#at] === " " || this.#text[this.#at] === "\t") this.#at += 1;
    return true;
  }

  #readEscape(): boolean {
    const escaped = this.#text.charAt(this.#at + 1);
    if (escaped === "\n") {
      this.#addToken({ type: "break", isHard: true }, this.#at + 2);
      while (this.#text[this.#at] === " ") this.#at += 1;
      return true;
    }
    if (!isEscapable(escaped)) return false;
    this.#addText(escaped);
    this.#at += 2;
    return true;
  }

  #readMath(): boolean {
    const text = this.#text;
    const behind = text[this.#at + 1];
    if (text[this.#at] === "\\" && behind !== "(" && behind !== "[") return false;
    const found = findMathAt({ text, next: this.#next, isGrowing: this.#context.isGrowing }, this.#at);
    return found !== undefined && this.#addToken(found.token, found.end);
  }

  #readCode(): boolean {
    const found = this.#codeSpans.find(this.#at, this.#context.isGrowing);
    if (!found) return this.#skipRun("`");
    return this.#addToken({ type: "code", text: found.text }, found.end);
  }

  #readDelimiter(mark: string): boolean {
    const delimiter = readDelimiter(this.#text, this.#at, mark);
    this.#at += delimiter.length;
    if (!delimiter.canOpen && !delimiter.canClose) {
      this.#addText(mark.repeat(delimiter.length));
      return true;
    }
    this.#delimiters.push(delimiter);
    this.#pieces.push({ kind: "delimiter", delimiter });
    return true;
  }

  #readFootnoteMark(): boolean {
    FOOTNOTE_MARK.lastIndex = this.#at;
    const found = FOOTNOTE_MARK.exec(this.#text);
    const label = found?.[1];
    return label !== undefined && this.#addToken({ type: "footnoteMark", label }, FOOTNOTE_MARK.lastIndex);
  }

  #openBracket(text: "[" | "!["): boolean {
    const piece: BracketPiece = { kind: "bracket", text, isImage: text === "![", target: undefined };
    const around = this.#brackets.at(-1);
    if (around) around.hasBracket = true;
    this.#at += text.length;
    this.#brackets.push({
      piece,
      start: this.#at,
      delimitersBelow: this.#delimiters.top,
      hasBracket: false,
    });
    this.#pieces.push(piece);
    return true;
  }

  #closeBracket(): boolean {
    const bracket = this.#brackets.pop();
    if (!bracket) return false;
    const isInactive = !bracket.piece.isImage && this.#brackets.length < this.#inactiveLinks;
    this.#inactiveLinks = Math.min(this.#inactiveLinks, this.#brackets.length);
    if (isInactive) return false;
    const found = this.#findTarget(bracket);
    if (!found) return false;
    if (found === "open") return this.#cutOpenLink(bracket);
    bracket.piece.target = found;
    this.#delimiters.pair(bracket.delimitersBelow);
    this.#delimiters.clear(bracket.delimitersBelow);
    this.#pieces.push({ kind: "bracketEnd" });
    this.#at = found.end;
    if (!bracket.piece.isImage) this.#inactiveLinks = this.#brackets.length;
    return true;
  }

  #findTarget({ start, hasBracket }: Bracket): (LinkTarget & { end: number }) | "open" | undefined {
    const text = this.#text;
    const behind = this.#at + 1;
    if (text[behind] === "(") {
      const found = findTarget(text, behind);
      if (found === "open" ? this.#context.isGrowing : found) return found;
    }
    const label = findLabel(text, behind);
    const written = label?.value.trim() ? label.value : hasBracket ? undefined : this.#sliceLabel(start);
    const target = written === undefined ? undefined : this.#context.targets.get(normalizeLabel(written));
    return target && { ...target, end: label?.end ?? behind };
  }

  #sliceLabel(start: number): string | undefined {
    return this.#at - start > 999 ? undefined : this.#text.slice(start, this.#at);
  }

  /** The address of a link is still being written: until then its text stands there alone. */
  #cutOpenLink({ piece }: Bracket): true {
    piece.text = "";
    this.#at = this.#text.length;
    return true;
  }

  #readBracketedAddress(): boolean {
    const found = findBracketedAddress(this.#text, this.#at);
    if (!found) return false;
    const tokens: InlineToken[] = [{ type: "text", text: found.label }];
    return this.#addToken({ type: "link", href: found.href, title: "", isBare: true, tokens }, found.end);
  }

  #readHtml(): boolean {
    const end = findHtmlEnd(this.#text, this.#at, this.#next);
    if (end === undefined) return false;
    const source = this.#text.slice(this.#at, end);
    const found = findHarmlessTag(source);
    if (found === "break") return this.#addToken({ type: "break", isHard: true }, end);
    if (!found) return this.#addToken({ type: "html", text: source }, end);
    this.#pieces.push({ kind: "tag", source, ...found, isPaired: false });
    this.#at = end;
    return true;
  }

  #readReference(): boolean {
    REFERENCE.lastIndex = this.#at;
    const found = REFERENCE.exec(this.#text)?.[0];
    if (found === undefined) return false;
    this.#addText(decodeEntities(found));
    this.#at += found.length;
    return true;
  }

  #readAddress(): boolean {
    const found = findAddressAt(this.#text, this.#at);
    const last = this.#pieces.at(-1);
    if (!found || last?.kind !== "text") return false;
    const written = this.#at - found.start;
    if (last.text.length < written) return false;
    last.text = last.text.slice(0, last.text.length - written);
    return this.#addAddress(found.href, this.#text.slice(found.start, found.end), found.end);
  }

  #readWebAddress(): boolean {
    const found = findWebAddressAt(this.#text, this.#at);
    if (!found) return false;
    return this.#addAddress(found.href, this.#text.slice(found.start, found.end), found.end);
  }

  #addAddress(href: string, label: string, end: number): true {
    const tokens: InlineToken[] = [{ type: "text", text: decodeEntities(label) }];
    return this.#addToken({ type: "link", href, title: "", isBare: true, tokens }, end);
  }

  #closeForShow(): void {
    const bracket = this.#brackets.at(-1);
    if (bracket) bracket.piece.text = "";
    for (const delimiter of this.#delimiters.listOpen()) {
      if (delimiter.mark === "~") delimiter.opens.push("del");
      else {
        if (delimiter.rest >= 2) delimiter.opens.push("strong");
        if (delimiter.rest % 2 === 1) delimiter.opens.push("em");
      }
      delimiter.rest = 0;
    }
  }
}
