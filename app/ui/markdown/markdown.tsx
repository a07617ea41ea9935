import { useMemo, useState, type ReactNode } from "react";
import { Block } from "./block.tsx";
import { createStreamingDocument } from "./streaming-document.ts";

interface MarkdownProps {
  readonly text: string;
  /** The text is still growing: its open end is completed for show, and a caret stands there. */
  readonly streaming?: boolean | undefined;
}

/**
 * Untrusted Markdown as React elements: GitHub's dialect, raw HTML shown as text, images as links. Renders the
 * same on the server and in the browser; while `text` grows, only its last block is worked on.
 */
export function Markdown({ text, streaming = false }: MarkdownProps): ReactNode {
  const [document] = useState(() => createStreamingDocument());
  const blocks = useMemo(() => document.read(text, streaming), [document, text, streaming]);
  return (
    <div className="markdown" data-streaming={streaming ? "" : undefined}>
      {blocks.map((block) => (
        <Block key={block.offset} token={block.token} />
      ))}
    </div>
  );
}
