import type { MouseEvent } from "react";
import { useText } from "#app/i18n/use-text.ts";

interface StartingPageProps {
  /** Puts a prompt into the composer. */
  onChoose(prompt: string): void;
}

const examples = ["explain", "draft", "compare", "code"] as const;

/** A new chat before its first message: a quiet page with a few ways to begin. */
export function StartingPage({ onChoose }: StartingPageProps) {
  const t = useText();
  function choose(event: MouseEvent, prompt: string): void {
    event.preventDefault();
    onChoose(prompt);
  }
  return (
    <div className="measure flex min-h-full flex-col justify-end px-4 pt-6 pb-6 md:justify-center md:px-6">
      <h1 className="text-2xl font-medium tracking-tight text-balance">{t("start.heading")}</h1>
      <p className="mt-2 max-w-[36rem] text-ink-muted">{t("start.text")}</p>
      <ul className="mt-8 border-t border-line">
        {examples.map((example) => {
          const prompt = t(`start.${example}Prompt`);
          return (
            <li key={example} className="border-b border-line">
              <a
                href={`/?prompt=${encodeURIComponent(prompt)}`}
                onClick={(event) => choose(event, prompt)}
                className="group grid items-baseline gap-x-4 py-3 md:grid-cols-[6.5rem_1fr]"
              >
                <span className="text-sm font-medium text-accent">{t(`start.${example}`)}</span>
                <span className="text-ink-muted group-hover:text-ink">{prompt}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
