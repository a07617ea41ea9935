import type { ReactNode } from "react";

interface PageBodyProps {
  /** Accessible name of the area, which is scrolled by keys too. */
  label: string;
  children: ReactNode;
}

/** What is below the header of a page: one column that scrolls. */
export function PageBody({ label, children }: PageBodyProps) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} role="region" aria-label={label}>
      <div className="measure px-4 pb-10 md:px-6">{children}</div>
    </div>
  );
}
