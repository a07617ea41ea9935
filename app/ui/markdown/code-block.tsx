import { memo, useRef, useState, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { CopyButton } from "./copy-button.tsx";
import { downloadText } from "./download-text.ts";
import { fileNameOf } from "./highlight/file-endings.ts";
import { findLanguage, parseLanguageName } from "./highlight/languages.ts";
import { useCodeHighlight } from "./highlight/use-code-highlight.ts";

interface CodeBlockProps {
  readonly code: string;
  /** What stands behind the opening fence; empty for indented code. */
  readonly info: string;
  /** A further button of the header. */
  readonly action?: ReactNode;
}

/** Code as one text node under a header with its language, Wrap, Download and Copy. */
export const CodeBlock = memo(function CodeBlock({ code, info, action }: CodeBlockProps): ReactNode {
  const t = useText();
  const codeRef = useRef<HTMLElement>(null);
  const [isWrapped, setIsWrapped] = useState(false);
  const title = findLanguage(info)?.title ?? parseLanguageName(info);
  useCodeHighlight(codeRef, code, code === "" ? undefined : info);
  return (
    <figure className="md-code" data-wrap={isWrapped ? "" : undefined}>
      <figcaption>
        <span className="md-code-language">{title || t("code.code")}</span>
        {action}
        <button type="button" aria-pressed={isWrapped} onClick={() => setIsWrapped(!isWrapped)}>
          {t("code.wrap")}
        </button>
        <button type="button" onClick={() => downloadText(code, fileNameOf(info))}>
          {t("code.download")}
        </button>
        <CopyButton code={code} codeRef={codeRef} />
      </figcaption>
      <pre dir="ltr" tabIndex={0} aria-label={title ? t("code.in", { language: title }) : t("code.code")}>
        <code ref={codeRef}>{code}</code>
      </pre>
    </figure>
  );
});
