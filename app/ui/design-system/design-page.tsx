import type { ReactNode } from "react";
import { ComposerSection } from "./composer-section.tsx";
import { ControlsSection } from "./controls-section.tsx";
import { FloatingSection } from "./floating-section.tsx";
import { MarkdownSection } from "./markdown-section.tsx";
import { MessagesSection } from "./messages-section.tsx";
import { BannersSection, ListsSection, PagesSection } from "./pages-section.tsx";
import { SidebarSection } from "./sidebar-section.tsx";
import { ColourSection, ShapeSection, TypeSection } from "./token-sections.tsx";

/** The parts of the page, by the ids of their sections. */
const sections = [
  "colour",
  "type",
  "shape",
  "controls",
  "composer",
  "messages",
  "markdown",
  "sidebar",
  "floating",
  "banners",
  "pages",
  "lists",
] as const;

interface DesignPageProps {
  heading: string;
  /** The way home. */
  home: ReactNode;
  settingsHeading: string;
  /** The settings under which to look at it all. */
  settings: ReactNode;
}

/** Every token and every component in each of its states, on made-up data. */
export function DesignPage({ heading, home, settingsHeading, settings }: DesignPageProps) {
  return (
    <div className="h-dvh overflow-y-auto">
      <header className="mx-auto flex w-full max-w-[60rem] flex-col gap-6 px-4 py-6 md:px-6">
        <div className="flex items-center gap-3">
          {home}
          <h1 className="text-2xl font-medium tracking-tight">{heading}</h1>
        </div>
        <section>
          <h2 className="sr-only">{settingsHeading}</h2>
          <div className="flex flex-wrap gap-x-8 gap-y-4">{settings}</div>
        </section>
        <nav aria-label={heading} lang="en" dir="ltr" className="flex flex-wrap gap-x-4 gap-y-2 text-sm">
          {sections.map((id) => (
            <a key={id} href={`#${id}`} className="text-button capitalize">
              {id}
            </a>
          ))}
        </nav>
      </header>
      <main className="mx-auto w-full max-w-[60rem] px-4 pb-16 md:px-6">
        <ColourSection />
        <TypeSection />
        <ShapeSection />
        <ControlsSection />
        <ComposerSection />
        <MessagesSection />
        <MarkdownSection />
        <SidebarSection />
        <FloatingSection />
        <BannersSection />
        <PagesSection />
        <ListsSection />
      </main>
    </div>
  );
}
