import { useContext, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { DocumentContext } from "./document-context.ts";
import { goToTarget } from "./go-to-target.ts";
import type { FootnoteToken, InlineToken } from "./parser/tokens.ts";

type MarkToken = Extract<InlineToken, { type: "footnoteMark" }>;

/** `[^1]` as a small link to its note; as it was written where there is no such note. */
export function FootnoteMark({ token }: { readonly token: MarkToken }): ReactNode {
  const { prefix, notes, places, isGrowing } = useContext(DocumentContext);
  const t = useText();
  const { label } = token;
  if (!notes.has(label)) return isGrowing && /^\d+$/.test(label) ? <sup>{label}</sup> : `[^${label}]`;
  return (
    <sup>
      <a
        id={markId(prefix, label, places.get(token) ?? 0)}
        href={`#${noteId(prefix, label)}`}
        aria-label={t("markdown.footnote", { label })}
        onClick={goToTarget}
      >
        {label}
      </a>
    </sup>
  );
}

interface FootnoteProps {
  readonly token: FootnoteToken;
  readonly children: ReactNode;
}

/** A note where it was written, with the way back to its first mark. */
export function Footnote({ token, children }: FootnoteProps): ReactNode {
  const { prefix, notes, marks } = useContext(DocumentContext);
  const t = useText();
  const { label } = token;
  const counts = notes.get(label) === token;
  return (
    <div className="md-footnote" id={counts ? noteId(prefix, label) : undefined} tabIndex={-1}>
      {counts && marks.has(label) ? (
        <a
          href={`#${markId(prefix, label, 0)}`}
          aria-label={t("markdown.backToText", { label })}
          onClick={goToTarget}
        >
          {label}
        </a>
      ) : (
        <span>{label}</span>
      )}
      <div>{children}</div>
    </div>
  );
}

function noteId(prefix: string, label: string): string {
  return `${prefix}note-${label}`;
}

/** Each mark of a note has an id of its own. */
function markId(prefix: string, label: string, index: number): string {
  return index <= 0 ? `${prefix}mark-${label}` : `${prefix}mark-${label}-${index + 1}`;
}
