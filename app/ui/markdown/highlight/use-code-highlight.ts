import { useContext, useEffect, useRef, useState, type RefObject } from "react";
import { canPaintCode, createCodePainter, type CodePainter } from "./code-painter.ts";
import { HighlighterContext, type Tokenize } from "./highlighter.ts";

/** Starts a little before the code comes into view. */
const ROOT_MARGIN = "400px";

/**
 * Paints the code in `ref` (one text node) once it is near the view and its language is there. `info` is the
 * fence's info string; undefined while it may still be growing.
 */
export function useCodeHighlight(ref: RefObject<HTMLElement>, code: string, info: string | undefined): void {
  const tokenize = useTokenize(ref, info);
  const painter = useRef<CodePainter>();
  useEffect(() => {
    if (ref.current === null || tokenize === undefined) return;
    const created = createCodePainter(ref.current, tokenize);
    painter.current = created;
    return () => {
      painter.current = undefined;
      created.dispose();
    };
  }, [ref, tokenize]);
  useEffect(() => painter.current?.update(), [code, tokenize]);
}

function useTokenize(ref: RefObject<HTMLElement>, info: string | undefined): Tokenize | undefined {
  const highlighter = useContext(HighlighterContext);
  const [tokenize, setTokenize] = useState<Tokenize>();
  useEffect(() => {
    if (ref.current === null || info === undefined || info === "" || !canPaintCode()) return;
    let isCurrent = true;
    const stopWatching = whenNearView(ref.current, () => {
      highlighter.load(info).then(
        (loaded) => isCurrent && setTokenize(() => loaded),
        // The chunk could not be fetched: the code stays plain, as where painting is not supported.
        () => isCurrent && setTokenize(undefined),
      );
    });
    return () => {
      isCurrent = false;
      stopWatching();
    };
  }, [ref, info, highlighter]);
  return tokenize;
}

/** Calls back once; the answer stops watching. */
function whenNearView(element: Element, callback: () => void): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      callback();
    },
    { rootMargin: ROOT_MARGIN },
  );
  observer.observe(element);
  return () => observer.disconnect();
}
