import { Suspense, useState, type FormEvent, type MouseEvent, type ReactNode } from "react";

interface SectionProps {
  /** Its place in the address, and in the visual tests. */
  id: string;
  heading: string;
  children: ReactNode;
}

/** One part of the design page. What it says about itself is English in every language: engineers read it. */
export function Section({ id, heading, children }: SectionProps) {
  return (
    <section id={id} data-section={id} className="scroll-mt-2 border-t border-line py-8">
      <h2 lang="en" dir="ltr" className="pb-6 text-xl font-semibold">
        {heading}
      </h2>
      <div className="flex flex-col gap-8">{children}</div>
    </section>
  );
}

interface SpecimenProps {
  name: string;
  /** Draws the edge of the room that the component fills. */
  isFramed?: boolean;
  children: ReactNode;
}

/** A component in one state. Its links and forms lead nowhere. */
export function Specimen({ name, isFramed = false, children }: SpecimenProps) {
  return (
    <div className="min-w-0">
      <h3 lang="en" dir="ltr" className="pb-2 text-xs text-ink-muted">
        {name}
      </h3>
      <div
        className={isFramed ? "overflow-hidden rounded-surface border border-line" : undefined}
        onClickCapture={holdLink}
        onSubmitCapture={holdForm}
      >
        {children}
      </div>
    </div>
  );
}

function holdLink(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest("a[href]")) event.preventDefault();
}

function holdForm(event: FormEvent): void {
  event.preventDefault();
}

interface OnDemandProps {
  name: string;
  children: (close: () => void) => ReactNode;
}

/** What takes the focus or the whole screen is only there once it is asked for. */
export function OnDemand({ name, children }: OnDemandProps) {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <button type="button" lang="en" className="button" onClick={() => setShown(true)}>
        {name}
      </button>
      {isShown ? <Suspense>{children(() => setShown(false))}</Suspense> : null}
    </>
  );
}
