import { findEmailAt } from "./addresses.ts";
import { LIMITS } from "./budget.ts";
import { listSteps, type Piece, type Step } from "./pieces.ts";
import { isHarmless } from "./html-tags.ts";
import type { InlineToken } from "./tokens.ts";

type Opened = Extract<Step, { kind: "open" }>["opened"];

interface Frame {
  readonly opened: Opened | undefined;
  /** Nested too deeply: what is in it goes to the frame around. */
  readonly isFlat: boolean;
  readonly tokens: InlineToken[];
  text: string;
}

/** Makes a tree of pieces whose pairs are known. What is left open is closed at the end. */
export function buildTokens(pieces: readonly Piece[]): InlineToken[] {
  const builder = new TreeBuilder();
  for (const step of listSteps(pieces)) builder.take(step);
  return builder.finish();
}

class TreeBuilder {
  readonly #root: Frame = { opened: undefined, isFlat: false, tokens: [], text: "" };
  readonly #open: Frame[] = [];
  #linkDepth = 0;
  #depth = 0;

  get #frame(): Frame {
    return this.#open.at(-1) ?? this.#root;
  }

  take(step: Step): void {
    if (step.kind === "text") this.#frame.text += step.text;
    else if (step.kind === "token") this.#add(step.token);
    else if (step.kind === "open") this.#openFrame(step.opened);
    else this.#closeFrame();
  }

  finish(): InlineToken[] {
    while (this.#open.length > 0) this.#closeFrame();
    this.#flush();
    return this.#root.tokens;
  }

  /** HTML knows no link in a link: an address that would be one is text there. */
  #add(token: InlineToken): void {
    if (token.type === "link" && this.#linkDepth > 0) {
      this.#frame.text += readPlainText(token.tokens);
      return;
    }
    this.#flush();
    this.#frame.tokens.push(token);
  }

  #openFrame(opened: Opened): void {
    if (this.#depth >= LIMITS.depth) {
      this.#open.push({ ...this.#frame, opened, isFlat: true });
      return;
    }
    this.#flush();
    this.#depth += 1;
    if (isLink(opened)) this.#linkDepth += 1;
    this.#open.push({ opened, isFlat: false, tokens: [], text: "" });
  }

  #closeFrame(): void {
    const frame = this.#open.at(-1);
    if (!frame) return;
    if (frame.isFlat) {
      this.#open.pop();
      this.#frame.text = frame.text;
      return;
    }
    this.#flush();
    this.#open.pop();
    this.#depth -= 1;
    if (isLink(frame.opened)) this.#linkDepth -= 1;
    if (frame.opened !== undefined) this.#frame.tokens.push(makeToken(frame.opened, frame.tokens));
  }

  /** Makes a token of the text so far, with the e-mail addresses in it. */
  #flush(): void {
    const frame = this.#frame;
    if (frame.text === "") return;
    if (this.#linkDepth > 0) frame.tokens.push(asText(frame.text));
    else for (const token of splitEmails(frame.text)) frame.tokens.push(token);
    frame.text = "";
  }
}

function isLink(opened: Opened | undefined): boolean {
  return typeof opened === "object" && !opened.isImage;
}

function makeToken(opened: Opened, tokens: InlineToken[]): InlineToken {
  if (typeof opened === "string") {
    if (opened === "strong" || opened === "em" || opened === "del") return { type: opened, tokens };
    return isHarmless(opened) ? { type: "element", tag: opened, tokens } : asText(readPlainText(tokens));
  }
  const { href = "", title = "" } = opened.target ?? {};
  if (opened.isImage) return { type: "image", href, title, text: readPlainText(tokens) };
  return { type: "link", href, title, isBare: false, tokens };
}

function asText(text: string): InlineToken {
  return { type: "text", text };
}

function splitEmails(text: string): InlineToken[] {
  const tokens: InlineToken[] = [];
  let done = 0;
  for (
    let at = text.indexOf("@");
    at >= 0 && tokens.length < 2 * LIMITS.emails;
    at = text.indexOf("@", at + 1)
  ) {
    const found = findEmailAt(text, at);
    if (!found || found.start < done) continue;
    const label = text.slice(found.start, found.end);
    if (found.start > done) tokens.push(asText(text.slice(done, found.start)));
    tokens.push({ type: "link", href: found.href, title: "", isBare: true, tokens: [asText(label)] });
    done = found.end;
  }
  if (done < text.length) tokens.push(asText(text.slice(done)));
  return tokens;
}

/** What is read of tokens where only text may stand, as in the description of an image. */
export function readPlainText(tokens: readonly InlineToken[]): string {
  return tokens
    .map((token) => {
      if (token.type === "break") return " ";
      if (token.type === "footnoteMark") return "";
      return "tokens" in token ? readPlainText(token.tokens) : token.text;
    })
    .join("");
}
