import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useState,
  type ComponentType,
  type ReactNode,
} from "react";

interface MarkdownProps {
  readonly text: string;
  /** The text is still growing: its open end is completed for show, and a caret stands there. */
  readonly streaming?: boolean | undefined;
}

export type MarkdownRenderer = ComponentType<MarkdownProps>;

interface RendererSource {
  readonly renderer: MarkdownRenderer | undefined;
  /** Fetches the renderer if it is not there. */
  load(): void;
}

const RendererContext = createContext<RendererSource>({ renderer: undefined, load: () => undefined });

/** @throws TypeError when the chunk cannot be fetched */
export async function fetchMarkdownRenderer(): Promise<MarkdownRenderer> {
  const { RenderedMarkdown } = await import("./rendered-markdown.tsx");
  return RenderedMarkdown;
}

interface MarkdownProviderProps {
  /** The server's, or the one that was fetched before the page came to life; undefined on a page without answers. */
  readonly renderer: MarkdownRenderer | undefined;
  readonly children: ReactNode;
}

/** Keeps the renderer, which is fetched when the first answer is to be shown: a new chat needs none. */
export function MarkdownProvider({ renderer: given, children }: MarkdownProviderProps): ReactNode {
  const [fetched, setFetched] = useState<MarkdownRenderer>();
  const renderer = given ?? fetched;
  const source = useMemo(
    () => ({
      renderer,
      load: () =>
        void fetchMarkdownRenderer().then(
          (component) => setFetched(() => component),
          // The next answer tries again; until then the text is shown as it was written.
          () => undefined,
        ),
    }),
    [renderer],
  );
  return <RendererContext.Provider value={source}>{children}</RendererContext.Provider>;
}

/** Untrusted Markdown as React elements; as it was written until the renderer is there. */
export function Markdown(props: MarkdownProps): ReactNode {
  const { renderer: Renderer, load } = useContext(RendererContext);
  const isMissing = Renderer === undefined;
  useEffect(() => {
    if (isMissing) load();
  }, [isMissing, load]);
  if (Renderer) return <Renderer {...props} />;
  return (
    <div className="markdown">
      <p className="md-source" dir="auto">
        {props.text.trimEnd()}
      </p>
    </div>
  );
}
