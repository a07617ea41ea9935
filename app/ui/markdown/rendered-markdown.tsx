import { useEffect, useId, useMemo, useState, type ReactNode } from "react";
import { Block } from "./block.tsx";
import { FootnotesContext } from "./footnotes.tsx";
import { findHeadingLevels } from "./heading-levels.ts";
import { createStreamingDocument, type MarkdownBlock, type Mend } from "./streaming-document.ts";
import { isFootnote } from "./syntax/footnotes.ts";

interface MarkdownProps {
  readonly text: string;
  /** The text is still growing: its open end is completed for show, and a caret stands there. */
  readonly streaming?: boolean | undefined;
}

/**
 * Untrusted Markdown as React elements: GitHub's dialect, footnotes and TeX; raw HTML is shown as text, images as
 * links. Renders the same on the server and in the browser; while `text` grows, only its last block is worked on.
 */
export function RenderedMarkdown({ text, streaming = false }: MarkdownProps): ReactNode {
  const mend = useMend(streaming);
  return <MendedMarkdown text={text} streaming={streaming} mend={mend} />;
}

/** What completes the open end of a text, fetched with the first text that grows. */
function useMend(isWanted: boolean): Mend | undefined {
  const [mend, setMend] = useState<Mend>();
  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    import("./half-open.ts").then(
      ({ mendHalfOpen }) => isCurrent && setMend(() => mendHalfOpen),
      // The chunk could not be fetched: the open end is shown as it is written.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [isWanted]);
  return isWanted ? mend : undefined;
}

interface MendedMarkdownProps extends MarkdownProps {
  readonly mend: Mend | undefined;
}

/** `Markdown` with its mender given. */
export function MendedMarkdown({ text, streaming = false, mend }: MendedMarkdownProps): ReactNode {
  const [document] = useState(() => createStreamingDocument());
  const blocks = useMemo(() => document.read(text, streaming, mend), [document, text, streaming, mend]);
  const levels = findHeadingLevels(blocks);
  return (
    <FootnotesContext.Provider value={useFootnotes(blocks, streaming)}>
      <div className="markdown" data-streaming={streaming ? "" : undefined}>
        {blocks.map(({ offset, token }) => (
          <Block key={offset} token={token} headingLevel={levels.get(offset)} />
        ))}
      </div>
    </FootnotesContext.Provider>
  );
}

/** The same object while the same notes are defined, so that a growing text renders no mark again. */
function useFootnotes(blocks: readonly MarkdownBlock[], isGrowing: boolean) {
  const prefix = useId();
  const labels = blocks.flatMap(({ token }) => (isFootnote(token) ? [token.label] : [])).join(" ");
  return useMemo(
    () => ({ prefix, labels: new Set(labels.split(" ").filter(Boolean)), isGrowing }),
    [prefix, labels, isGrowing],
  );
}
