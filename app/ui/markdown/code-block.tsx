import { memo, useRef, useState, type ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";
import { findLanguage, parseLanguageName } from "./highlight/languages.ts";
import { useCodeHighlight } from "./highlight/use-code-highlight.ts";

interface CodeBlockProps {
  readonly code: string;
  /** What stands behind the opening fence; empty for indented code. */
  readonly info: string;
}

/** Code as one text node under a header with its language, Wrap and Copy. */
export const CodeBlock = memo(function CodeBlock({ code, info }: CodeBlockProps): ReactNode {
  const codeRef = useRef<HTMLElement>(null);
  const [isWrapped, setIsWrapped] = useState(false);
  const title = findLanguage(info)?.title ?? parseLanguageName(info);
  useCodeHighlight(codeRef, code, code === "" ? undefined : info);
  return (
    <figure className="md-code" data-wrap={isWrapped ? "" : undefined}>
      <figcaption>
        <span className="md-code-language">{title || "Code"}</span>
        <button type="button" aria-pressed={isWrapped} onClick={() => setIsWrapped(!isWrapped)}>
          Wrap
        </button>
        <CopyButton code={code} codeRef={codeRef} />
      </figcaption>
      <pre dir="ltr" tabIndex={0} aria-label={title ? `${title} code` : "Code"}>
        <code ref={codeRef}>{code}</code>
      </pre>
    </figure>
  );
});
