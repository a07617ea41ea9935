import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

const thanksMs = 2_000;

/** Copies a text to the clipboard and says so for a moment. */
export function CopyButton({ text }: { text: string }) {
  const [state, setState] = useState<"ready" | "copied" | "refused">("ready");

  useEffect(() => {
    if (state === "ready") return;
    const timer = setTimeout(() => setState("ready"), thanksMs);
    return () => clearTimeout(timer);
  }, [state]);

  function copy(): void {
    navigator.clipboard.writeText(text).then(
      () => setState("copied"),
      () => setState("refused"),
    );
  }

  const label = { ready: "Copy", copied: "Copied", refused: "The browser refused to copy" }[state];
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={copy}>
      {state === "copied" ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
    </button>
  );
}
