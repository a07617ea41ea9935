import { useState, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { CodeBlock } from "../code-block.tsx";
import { DiagramFrame } from "./diagram-frame.tsx";

interface DiagramBlockProps {
  readonly source: string;
  /** The closing fence is there. */
  readonly isWhole: boolean;
}

/** The code of a diagram, drawn when that is asked for: the drawing program is large. */
export function DiagramBlock({ source, isWhole }: DiagramBlockProps): ReactNode {
  const t = useText();
  const [drawnSource, setDrawnSource] = useState<string>();
  const [problem, setProblem] = useState<string>();
  function draw(): void {
    setProblem(undefined);
    setDrawnSource(source);
  }
  function giveUp(reason: string): void {
    setDrawnSource(undefined);
    setProblem(reason);
  }
  if (drawnSource === source) {
    return (
      <figure className="md-code">
        <figcaption>
          <span className="md-code-language">{t("diagram.title")}</span>
          <button type="button" onClick={() => setDrawnSource(undefined)}>
            {t("diagram.showCode")}
          </button>
        </figcaption>
        <DiagramFrame source={source} onProblem={giveUp} />
      </figure>
    );
  }
  const action = isWhole ? (
    <button type="button" onClick={draw}>
      {t("diagram.draw")}
    </button>
  ) : null;
  return (
    <>
      <CodeBlock code={source} info="mermaid" action={action} />
      {problem === undefined ? null : (
        <p role="alert" className="md-problem">
          {t("diagram.failed", { reason: problem })}
        </p>
      )}
    </>
  );
}
