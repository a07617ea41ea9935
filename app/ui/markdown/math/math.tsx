import { memo, useEffect, useRef, useState, type ReactNode } from "react";
import type { MathToken } from "../parser/tokens.ts";

/** TeX within a line. */
export const MathText = memo(function MathText({ token }: { readonly token: MathToken }): ReactNode {
  const { ref, isSet } = useTypesetMath(token);
  return (
    <span className="md-math" data-display={token.isDisplay ? "" : undefined}>
      {isSet ? null : <code dir="ltr">{token.text}</code>}
      <span ref={ref} hidden={!isSet} />
    </span>
  );
});

/** TeX of a paragraph of its own. */
export const MathBlock = memo(function MathBlock({ token }: { readonly token: MathToken }): ReactNode {
  const { ref, isSet } = useTypesetMath(token);
  return (
    <div className="md-math" data-display="" tabIndex={isSet ? 0 : undefined}>
      {isSet ? null : <code dir="ltr">{token.text}</code>}
      <span ref={ref} hidden={!isSet} />
    </div>
  );
});

/** Fills `ref` with the formula once it is whole and the typesetter is there; until then the TeX itself is shown. */
function useTypesetMath({ text, isDisplay, isOpen }: MathToken) {
  const ref = useRef<HTMLSpanElement>(null);
  const [shownTex, setShownTex] = useState<string>();
  useEffect(() => {
    if (isOpen) return;
    let isCurrent = true;
    import("./typeset.ts").then(
      async ({ typesetMath }) => {
        const isDone = isCurrent && ref.current !== null && (await typesetMath(ref.current, text, isDisplay));
        if (isCurrent) setShownTex(isDone ? text : undefined);
      },
      // The chunk could not be fetched: the TeX stays, which is what was written.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [text, isDisplay, isOpen]);
  return { ref, isSet: !isOpen && shownTex !== undefined && shownTex === text };
}
