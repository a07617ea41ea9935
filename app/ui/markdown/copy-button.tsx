import { useEffect, useState, type ReactNode, type RefObject } from "react";
import { useText } from "#app/i18n/use-text.ts";

const TEXT_IDS = { idle: "code.copy", copied: "code.copied", selected: "code.selected" } as const;

const FEEDBACK_MS = 2000;

interface CopyButtonProps {
  readonly code: string;
  readonly codeRef: RefObject<HTMLElement>;
}

/** Copies the code. Where the clipboard is closed to us (plain http, a refusal), it selects the code instead. */
export function CopyButton({ code, codeRef }: CopyButtonProps): ReactNode {
  const t = useText();
  const [state, setState] = useState<keyof typeof TEXT_IDS>("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), FEEDBACK_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const select = (): void => {
    if (codeRef.current !== null) getSelection()?.selectAllChildren(codeRef.current);
    setState("selected");
  };
  return (
    <button
      type="button"
      aria-live="polite"
      onClick={() => void copyText(code).then(() => setState("copied"), select)}
    >
      {t(TEXT_IDS[state])}
    </button>
  );
}

/** Rejects where there is no clipboard: browsers offer it to secure origins only. */
async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
