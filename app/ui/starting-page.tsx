import type { MouseEvent } from "react";

interface StartingPageProps {
  /** Puts a prompt into the composer. */
  onChoose(prompt: string): void;
}

const examples = [
  { verb: "Explain", prompt: "Explain how a database keeps two copies of the same data in step." },
  { verb: "Draft", prompt: "Draft a short, friendly note that moves our meeting to Thursday morning." },
  { verb: "Compare", prompt: "Compare renting and buying a piano for a beginner, in a table." },
  { verb: "Code", prompt: "Write a Python function that groups a list of dates by week, with a test." },
];

/** A new chat before its first message: a quiet page with a few ways to begin. */
export function StartingPage({ onChoose }: StartingPageProps) {
  function choose(event: MouseEvent, prompt: string): void {
    event.preventDefault();
    onChoose(prompt);
  }
  return (
    <div className="measure flex min-h-full flex-col justify-end px-4 pt-6 pb-6 md:justify-center md:px-6">
      <h1 className="text-2xl font-medium tracking-tight text-balance">Where shall we begin?</h1>
      <p className="mt-2 max-w-[36rem] text-ink-muted">
        Write a message below, or take one of these and change it to suit you.
      </p>
      <ul className="mt-8 border-t border-line">
        {examples.map(({ verb, prompt }) => (
          <li key={verb} className="border-b border-line">
            <a
              href={`/?prompt=${encodeURIComponent(prompt)}`}
              onClick={(event) => choose(event, prompt)}
              className="group grid items-baseline gap-x-4 py-3 md:grid-cols-[5rem_1fr]"
            >
              <span className="text-sm font-medium text-accent">{verb}</span>
              <span className="text-ink-muted group-hover:text-ink">{prompt}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
