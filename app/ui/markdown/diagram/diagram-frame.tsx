import { useEffect, useRef, useState, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";

interface DiagramFrameProps {
  readonly source: string;
  onProblem(problem: string): void;
}

/** Until the diagram tells its own, and at most, in pixels. */
const firstHeightPx = 160;
const maxHeightPx = 4_000;
/** After this long without a drawing there will be none, in milliseconds. */
const patienceMs = 10_000;

/** Draws a diagram in a frame that has neither our origin nor a network: the drawing program is not trusted. */
export function DiagramFrame({ source, onProblem }: DiagramFrameProps): ReactNode {
  const t = useText();
  const ref = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(firstHeightPx);
  const told = useRef(onProblem);
  useEffect(() => {
    told.current = onProblem;
  });

  useEffect(() => {
    const timer = setTimeout(() => told.current(t("diagram.tooSlow")), patienceMs);
    async function draw(frame: HTMLIFrameElement): Promise<void> {
      const { fetchDiagramProgram } = await import("./diagram-program.client.ts");
      const program = await fetchDiagramProgram();
      // The frame's origin is opaque and has no name; only our own pages can be framed here (frame-src).
      frame.contentWindow?.postMessage({ program, source, ...readAppearance(frame) }, "*");
    }
    function hear(event: MessageEvent<unknown>): void {
      const frame = ref.current;
      if (!frame || event.source !== frame.contentWindow) return;
      const message = readFrameMessage(event.data);
      if (message.height !== undefined || message.problem !== undefined) clearTimeout(timer);
      if (message.height !== undefined) setHeight(Math.min(maxHeightPx, Math.max(1, message.height)));
      if (message.problem !== undefined) told.current(message.problem);
      if (message.isReady) draw(frame).catch((error: unknown) => told.current(String(error)));
    }
    addEventListener("message", hear);
    return () => {
      clearTimeout(timer);
      removeEventListener("message", hear);
    };
  }, [source, t]);

  return (
    <iframe
      ref={ref}
      className="md-diagram"
      src="/diagram"
      sandbox="allow-scripts"
      title={t("diagram.title")}
      height={height}
    />
  );
}

/** The frame runs what strangers wrote: whatever it says is only a height, a sentence or that it is there. */
function readFrameMessage(data: unknown): { isReady?: boolean; height?: number; problem?: string } {
  if (typeof data !== "object" || data === null) return {};
  if ("height" in data && typeof data.height === "number" && Number.isFinite(data.height)) {
    return { height: data.height };
  }
  if ("problem" in data && typeof data.problem === "string") return { problem: data.problem.slice(0, 500) };
  return "isReady" in data ? { isReady: true } : {};
}

/** What the frame must look like to fit in: light text means a dark page. */
function readAppearance(element: Element): { isDark: boolean; font: string } {
  const { color, fontFamily } = getComputedStyle(element);
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return { isDark: 0.3 * red + 0.6 * green + 0.1 * blue > 128, font: fontFamily };
}
