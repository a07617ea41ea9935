import type { Tokenize } from "./highlighter.ts";
import type { CodeToken } from "./token-emitter.ts";

/** Code that grows is painted again at most this often, and never for more than a tenth of the time. */
const MIN_INTERVAL_MS = 120;
const REST_FACTOR = 10;

/** Beyond this no grammar is fast enough to be worth its colours: the time of some is the square of a word or of a gap. */
const MAX_CODE_LENGTH = 50_000;
const LONG_RUN = /\w{80}|\s{120}/;

/** Whether the browser can paint ranges of text; others show plain code. */
export function canPaintCode(): boolean {
  return typeof CSS !== "undefined" && "highlights" in CSS && typeof Highlight === "function";
}

export interface CodePainter {
  /** The element's text has changed; it must hold its code as one text node. */
  update(): void;
  dispose(): void;
}

/** Paints code by the CSS Custom Highlight API: ranges over the text, no elements, no styles, no HTML. */
export function createCodePainter(element: HTMLElement, tokenize: Tokenize): CodePainter {
  let unpaint = (): void => undefined;
  let restMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStale = false;

  const paint = (): void => {
    const startedAt = performance.now();
    const previous = unpaint;
    unpaint = paintElement(element, tokenize);
    previous();
    isStale = false;
    restMs = Math.max(MIN_INTERVAL_MS, (performance.now() - startedAt) * REST_FACTOR);
    timer = setTimeout(() => {
      timer = undefined;
      if (isStale) paint();
    }, restMs);
  };

  return {
    update() {
      isStale = true;
      if (timer === undefined) paint();
    },
    dispose() {
      clearTimeout(timer);
      unpaint();
    },
  };
}

/** Whether colouring a code takes no longer than people notice. */
export function isPaintable(code: string): boolean {
  return code.length <= MAX_CODE_LENGTH && !LONG_RUN.test(code);
}

function paintElement(element: HTMLElement, tokenize: Tokenize): () => void {
  const node = element.firstChild;
  if (!(node instanceof Text) || !isPaintable(node.data)) return () => undefined;
  return paintTokens(node, tokenize(node.data));
}

/** Adds the tokens to the document's highlights; the answer takes them out again. */
function paintTokens(node: Text, tokens: readonly CodeToken[]): () => void {
  const painted = tokens.map((token) => {
    const range = new StaticRange({
      startContainer: node,
      startOffset: token.start,
      endContainer: node,
      endOffset: token.end,
    });
    const highlight = requireHighlight(`code-${token.paint}`);
    highlight.add(range);
    return { highlight, range };
  });
  return () => {
    for (const { highlight, range } of painted) highlight.delete(range);
  };
}

function requireHighlight(name: string): Highlight {
  const existing = CSS.highlights.get(name);
  if (existing !== undefined) return existing;
  const created = new Highlight();
  CSS.highlights.set(name, created);
  return created;
}
