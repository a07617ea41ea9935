import { useId, useMemo, useState, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { Block } from "./block.tsx";
import { DocumentContext, findParts, type DocumentParts } from "./document-context.ts";
import { findHeadingLevels } from "./heading-levels.ts";
import type { MarkdownProps } from "./markdown.tsx";
import { SelectionKeeper } from "./selection-keeper.tsx";
import { createStreamingDocument, type ShownMarkdown } from "./streaming-document.ts";

/**
 * Untrusted Markdown as React elements: GitHub's dialect, footnotes, TeX and a few tags without attributes; all other
 * HTML is shown as text, images as links. Renders the same on the server and in the browser; while `text` grows, only
 * its last block is worked on.
 */
export function RenderedMarkdown({ text, id, streaming = false }: MarkdownProps): ReactNode {
  const [document] = useState(() => createStreamingDocument());
  const shown = useMemo(() => document.read(text, streaming), [document, text, streaming]);
  const levels = findHeadingLevels(shown.blocks);
  return (
    <DocumentContext.Provider value={useParts(shown, text, id, streaming)}>
      <SelectionKeeper isGrowing={streaming}>
        {shown.blocks.map(({ offset, token }) => (
          <Block key={offset} token={token} headingLevel={levels.get(offset)} />
        ))}
        {shown.isCut ? <CutNote /> : null}
      </SelectionKeeper>
    </DocumentContext.Provider>
  );
}

/** Says that the end of a text is shown as it was written. */
export function CutNote(): ReactNode {
  const t = useText();
  return <p className="md-note">{t("markdown.cut")}</p>;
}

/** Of a text without notes and anchors always the same, so that while it grows nothing is rendered again for them. */
function useParts(
  shown: ShownMarkdown,
  text: string,
  id: string | undefined,
  isGrowing: boolean,
): DocumentParts {
  const ownId = useId();
  const prefix = `${id ?? ownId}-`;
  const found = useMemo(() => findParts(shown.blocks, text), [shown, text]);
  const isPlain = found.notes.size === 0 && found.anchors.size === 0;
  const parts = useMemo(() => ({ ...found, prefix, isGrowing }), [found, prefix, isGrowing]);
  const plain = useMemo(() => ({ ...NO_PARTS, prefix, isGrowing }), [prefix, isGrowing]);
  return isPlain ? plain : parts;
}

const NO_PARTS = findParts([], "");
