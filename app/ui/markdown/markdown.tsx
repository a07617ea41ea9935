import {
  createContext,
  startTransition,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ComponentType,
  type ReactNode,
} from "react";
import { SourceMarkdown } from "./source-text.tsx";

export interface MarkdownProps {
  readonly text: string;
  /** Of the message, so that ids within the text are its own and the same wherever it is rendered. */
  readonly id?: string | undefined;
  /** The text is still growing: its open end is completed for show, and a caret stands there. */
  readonly streaming?: boolean | undefined;
}

export type MarkdownRenderer = ComponentType<MarkdownProps>;

interface RendererSource {
  readonly renderer: MarkdownRenderer | undefined;
  readonly asSource: ReadonlySet<string>;
  /** Fetches the renderer if it is not there. */
  load(): void;
}

const RendererContext = createContext<RendererSource>({
  renderer: undefined,
  asSource: new Set(),
  load: () => undefined,
});

/** @throws TypeError when the chunk cannot be fetched */
export async function fetchMarkdownRenderer(): Promise<MarkdownRenderer> {
  const { RenderedMarkdown } = await import("./rendered-markdown.tsx");
  return RenderedMarkdown;
}

interface MarkdownProviderProps {
  /** The server's, or the one that was fetched before the page came to life; undefined when that can wait. */
  readonly renderer: MarkdownRenderer | undefined;
  /** Ids of the texts that the server's page shows as they were written, its budget being spent. */
  readonly asSource?: ReadonlySet<string> | undefined;
  readonly children: ReactNode;
}

const none: ReadonlySet<string> = new Set();

/** What a person does first on a page, before anything of an answer can be wanted. */
const touches = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown"] as const;

/**
 * Keeps the renderer. It is fetched when the page is touched, or an answer comes that the server's page does not show:
 * a new chat needs none, and what the server wrote of an answer can be read without.
 */
export function MarkdownProvider({
  renderer: given,
  asSource = none,
  children,
}: MarkdownProviderProps): ReactNode {
  const [fetched, setFetched] = useState<MarkdownRenderer>();
  const renderer = given ?? fetched;
  const source = useMemo(
    () => ({
      renderer,
      asSource,
      load: () =>
        void fetchMarkdownRenderer().then(
          (component) => startTransition(() => setFetched(() => component)),
          // The next answer tries again; until then the text is shown as it was written.
          () => undefined,
        ),
    }),
    [renderer, asSource],
  );
  useEffect(() => {
    if (source.renderer) return;
    const waiting = new AbortController();
    for (const touch of touches) {
      window.addEventListener(touch, source.load, { once: true, passive: true, signal: waiting.signal });
    }
    return () => waiting.abort();
  }, [source]);
  return <RendererContext.Provider value={source}>{children}</RendererContext.Provider>;
}

/** Untrusted Markdown as React elements; until the renderer is there, what the server wrote, or the text itself. */
export function Markdown(props: MarkdownProps): ReactNode {
  const { renderer: Renderer, asSource, load } = useContext(RendererContext);
  const isOnPage = useIsOnPage(props);
  const isMissing = Renderer === undefined && !isOnPage;
  useEffect(() => {
    if (isMissing) load();
  }, [isMissing, load]);
  if (props.id !== undefined && asSource.has(props.id))
    return <SourceMarkdown text={props.text} id={props.id} />;
  if (Renderer) return <Renderer {...props} />;
  if (isOnPage) return <div className="markdown" suppressHydrationWarning dangerouslySetInnerHTML={asItIs} />;
  return (
    <div className="markdown">
      <p className="md-source">{props.text.trimEnd()}</p>
    </div>
  );
}

/** React leaves alone what it finds in such an element when the page comes to life, and while this does not change. */
const asItIs = { __html: "" };
const subscribeToNothing = () => () => undefined;

/** Whether the server's page shows this text as an answer already. */
function useIsOnPage({ text, streaming = false }: MarkdownProps): boolean {
  const comesToLife = useSyncExternalStore(
    subscribeToNothing,
    () => false,
    () => true,
  );
  const [writtenText] = useState(comesToLife && !streaming ? text : undefined);
  return writtenText === text && !streaming;
}
