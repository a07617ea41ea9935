import { Check, Copy, Type } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import type { TextId } from "#app/i18n/texts.ts";
import { useText } from "#app/i18n/use-text.ts";
import { copyFormatted } from "./copy-formatted.ts";

const thanksMs = 2_000;

/** Copies a text exactly as it was written. */
export function CopyButton({ text }: { text: string }) {
  return (
    <CopyAction
      textId="message.copy"
      face={<Copy size={16} aria-hidden />}
      copy={() => navigator.clipboard.writeText(text)}
    />
  );
}

/** Copies Markdown as it was written, and beside it what it means, for programs that take formatted text. */
export function CopyAnswerButton({ markdown }: { markdown: string }) {
  return (
    <CopyAction
      textId="message.copy"
      face={<Copy size={16} aria-hidden />}
      copy={() => copyFormatted(markdown)}
    />
  );
}

/** Copies what is read in Markdown, without its marks. */
export function CopyPlainButton({ markdown }: { markdown: string }) {
  async function copy(): Promise<void> {
    const { toPlainText } = await import("../markdown/plain-text.ts");
    await navigator.clipboard.writeText(toPlainText(markdown));
  }
  return <CopyAction textId="message.copyPlain" face={<Type size={16} aria-hidden />} copy={copy} />;
}

interface CopyActionProps {
  textId: TextId;
  face: ReactNode;
  copy(): Promise<void>;
}

/** Says for a moment whether it worked. */
function CopyAction({ textId, face, copy }: CopyActionProps) {
  const t = useText();
  const [state, setState] = useState<"ready" | "copied" | "refused">("ready");

  useEffect(() => {
    if (state === "ready") return;
    const timer = setTimeout(() => setState("ready"), thanksMs);
    return () => clearTimeout(timer);
  }, [state]);

  const label = t(({ ready: textId, copied: "code.copied", refused: "copy.refused" } as const)[state]);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      onClick={() =>
        void copy().then(
          () => setState("copied"),
          () => setState("refused"),
        )
      }
    >
      {state === "copied" ? <Check size={16} aria-hidden /> : face}
    </button>
  );
}
