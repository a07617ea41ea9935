import { Component, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";

/** Markdown that is shown as it was written: raw HTML, unknown syntax, what could not be rendered. */
export function SourceText({ source }: { readonly source: string }): ReactNode {
  return <p className="md-source">{source}</p>;
}

interface SourceMarkdownProps {
  readonly text: string;
  readonly id: string | undefined;
}

/** A whole text as it was written, for which the page has no room left. The browser finds it by its mark. */
export function SourceMarkdown({ text, id }: SourceMarkdownProps): ReactNode {
  const t = useText();
  return (
    <div className="markdown" data-as-source={id}>
      <SourceText source={text} />
      <p className="md-note">{t("markdown.pageCut")}</p>
    </div>
  );
}

/** Runs a pure render step; if it throws, the source is shown. React's boundaries do not work on the server. */
export function renderOrSource(source: string, render: () => ReactNode): ReactNode {
  try {
    return render();
  } catch {
    return <SourceText source={source} />;
  }
}

interface BoundaryProps {
  readonly source: string;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly hasFailed: boolean;
}

/** Keeps an error inside the block in which it happened: that block shows its source from then on. */
export class BlockBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { hasFailed: false };

  static getDerivedStateFromError(): BoundaryState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <SourceText source={this.props.source} /> : this.props.children;
  }
}
