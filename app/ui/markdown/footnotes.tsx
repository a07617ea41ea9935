import { createContext, useContext, type MouseEvent, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";

interface FootnotesOfText {
  /** Keeps the ids of this text apart from those of all others in the page. */
  readonly prefix: string;
  /** Those that are defined. */
  readonly labels: ReadonlySet<string>;
  /** The definitions stand at the end of a text: a numbered mark counts before they have come. */
  readonly isGrowing: boolean;
}

export const FootnotesContext = createContext<FootnotesOfText>({
  prefix: "",
  labels: new Set(),
  isGrowing: false,
});

/** `[^1]` as a small link to its note; as it was written where there is no such note. */
export function FootnoteMark({ label }: { readonly label: string }): ReactNode {
  const { prefix, labels, isGrowing } = useContext(FootnotesContext);
  const t = useText();
  if (!labels.has(label)) return isGrowing && /^\d+$/.test(label) ? <sup>{label}</sup> : `[^${label}]`;
  return (
    <sup>
      <a
        id={`${prefix}mark-${label}`}
        href={`#${prefix}note-${label}`}
        aria-label={t("markdown.footnote", { label })}
        onClick={goToTarget}
      >
        {label}
      </a>
    </sup>
  );
}

interface FootnoteProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** A note where it was written, with the way back to its mark. */
export function Footnote({ label, children }: FootnoteProps): ReactNode {
  const { prefix } = useContext(FootnotesContext);
  const t = useText();
  return (
    <div className="md-footnote" id={`${prefix}note-${label}`} tabIndex={-1} dir="auto">
      <a
        href={`#${prefix}mark-${label}`}
        aria-label={t("markdown.backToText", { label })}
        onClick={goToTarget}
      >
        {label}
      </a>
      <div>{children}</div>
    </div>
  );
}

/** The address stays that of the page: a fragment in it would be kept, and jumped to, when the page is opened again. */
function goToTarget(event: MouseEvent<HTMLAnchorElement>): void {
  const target = document.getElementById(event.currentTarget.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.scrollIntoView({ block: "nearest" });
}
