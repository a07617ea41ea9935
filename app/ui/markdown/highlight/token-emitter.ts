import type { Emitter } from "highlight.js";
import { findPaint, type CodePaint } from "./code-scopes.ts";

/** A piece of code to paint; `start` and `end` count UTF-16 units, as DOM ranges do. */
export interface CodeToken {
  readonly start: number;
  readonly end: number;
  readonly paint: CodePaint;
}

/**
 * Takes what highlight.js finds as offsets into the code instead of HTML. `openNode` and `closeNode` are the
 * older names that its core still calls.
 */
export class TokenEmitter implements Emitter {
  readonly tokens: CodeToken[] = [];
  #length = 0;
  readonly #scopes: string[] = [];

  addText(text: string): void {
    const start = this.#length;
    this.#length += text.length;
    const paint = findPaint(this.#scopes);
    if (paint !== undefined) this.#add({ start, end: this.#length, paint });
  }

  startScope(name: string): void {
    this.#scopes.push(name);
  }

  endScope(): void {
    this.#scopes.pop();
  }

  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  __addSublanguage(emitter: Emitter): void {
    if (!(emitter instanceof TokenEmitter)) return;
    const offset = this.#length;
    for (const token of emitter.tokens) {
      this.#add({ start: token.start + offset, end: token.end + offset, paint: token.paint });
    }
    this.#length += emitter.#length;
  }

  finalize(): void {
    this.#scopes.length = 0;
  }

  toHTML(): string {
    return "";
  }

  #add(token: CodeToken): void {
    const last = this.tokens.at(-1);
    if (last?.end === token.start && last.paint === token.paint) {
      this.tokens[this.tokens.length - 1] = { ...last, end: token.end };
    } else {
      this.tokens.push(token);
    }
  }
}
