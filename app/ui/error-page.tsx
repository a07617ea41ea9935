import type { ReactNode } from "react";

interface ErrorPageProps {
  heading: string;
  text: string;
  /** Small, to be copied into a report. */
  code: string;
  children: ReactNode;
}

/** What happened, what is kept, what to do. */
export function ErrorPage({ heading, text, code, children }: ErrorPageProps) {
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto p-6">
      <div className="w-full max-w-md border-s-2 border-accent ps-6">
        <h1 className="text-xl font-semibold text-balance">{heading}</h1>
        <p className="mt-3 text-ink-muted">{text}</p>
        <div className="mt-6 flex flex-wrap items-center gap-2">{children}</div>
        <p className="mt-8 font-mono text-xs text-ink-muted select-all">{code}</p>
      </div>
    </div>
  );
}
