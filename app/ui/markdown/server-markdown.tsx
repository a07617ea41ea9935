import { createHash } from "node:crypto";
import { LinguiContext, useLingui } from "@lingui/react";
import { useContext, type ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { Block } from "./block.tsx";
import { DocumentContext, findParts } from "./document-context.ts";
import { findHeadingLevels } from "./heading-levels.ts";
import type { HtmlStore } from "./html-store.ts";
import { ImageOriginsContext } from "./image.tsx";
import type { MarkdownProps, MarkdownRenderer } from "./markdown.tsx";
import { createPageBudget } from "./page-budget.ts";
import type { MarkdownBlock } from "./parser/parse-markdown.ts";
import { CutNote, RenderedMarkdown } from "./rendered-markdown.tsx";
import { SourceMarkdown } from "./source-text.tsx";
import { createStreamingDocument } from "./streaming-document.ts";

/** After so many characters of source other work has its turn: a few milliseconds at most. */
const SLICE = 3_000;

/**
 * The renderer of one page on the server: the same HTML as `RenderedMarkdown`, kept in `store`, and made a few blocks at
 * a time while the rest of the page waits. A page has a budget; what is beyond is shown as it was written.
 */
export function createServerMarkdown(store: HtmlStore): MarkdownRenderer {
  const budget = createPageBudget();
  /** Of this page, by key. What the store forgets meanwhile is not rendered again; false stands for source. */
  const ready = new Map<string, string | false>();
  const waiting = new Map<string, Promise<void>>();

  function ServerMarkdown({ text, id }: MarkdownProps): ReactNode {
    const lingui = useLingui();
    const origins = useContext(ImageOriginsContext);
    const key = [id ?? "", lingui.i18n.locale, origins.join(" "), hash(text)].join("\n");
    if (!ready.has(key) && !waiting.has(key)) {
      const kept = store.get(key);
      if (!budget.take(text)) ready.set(key, false);
      else if (kept !== undefined) ready.set(key, kept);
    }
    const html = ready.get(key);
    if (html === false) return <SourceMarkdown text={text} id={id} />;
    if (html !== undefined) return <div className="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
    const wrap = (children: ReactNode): ReactNode => (
      <LinguiContext.Provider value={lingui}>
        <ImageOriginsContext.Provider value={origins}>{children}</ImageOriginsContext.Provider>
      </LinguiContext.Provider>
    );
    let rendering = waiting.get(key);
    if (!rendering) {
      rendering = store.inTurn(async () => {
        const made = await renderInSlices(text, id, wrap);
        store.set(key, made);
        ready.set(key, made);
      });
      waiting.set(key, rendering);
    }
    // React goes on with the rest of the page and comes back here when this is done.
    throw rendering;
  }

  return function PageMarkdown(props) {
    // Ids of an answer without a name of its own, and an answer that grows, are this page's alone.
    return props.streaming || props.id === undefined ? (
      <RenderedMarkdown {...props} />
    ) : (
      <ServerMarkdown {...props} />
    );
  };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

async function renderInSlices(
  text: string,
  id: string | undefined,
  wrap: (children: ReactNode) => ReactNode,
): Promise<string> {
  const { blocks, isCut } = createStreamingDocument().read(text, false);
  const levels = findHeadingLevels(blocks);
  const parts = { ...findParts(blocks, text), prefix: `${id}-`, isGrowing: false };
  const render = (children: ReactNode): string =>
    renderToString(wrap(<DocumentContext.Provider value={parts}>{children}</DocumentContext.Provider>));
  const made: string[] = [];
  for (const slice of sliceBlocks(blocks)) {
    await new Promise((resolve) => setImmediate(resolve));
    const elements = slice.map(({ offset, token }) => (
      <Block key={offset} token={token} headingLevel={levels.get(offset)} />
    ));
    made.push(render(elements));
  }
  if (isCut) made.push(render(<CutNote />));
  return made.join("");
}

function sliceBlocks(blocks: readonly MarkdownBlock[]): MarkdownBlock[][] {
  const slices: MarkdownBlock[][] = [];
  let room = 0;
  for (const block of blocks) {
    if (room <= 0) {
      slices.push([]);
      room = SLICE;
    }
    slices.at(-1)?.push(block);
    room -= block.token.raw.length + 60;
  }
  return slices;
}
