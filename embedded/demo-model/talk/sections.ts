import type { ProjectDocument } from "../documents.ts";

/** The text below one heading, up to the next heading of any depth. */
export interface Section {
  /** The document's title and the headings on the way, for example "Chatbot › Configuration". */
  title: string;
  text: string;
}

/** Splits a Markdown document by its headings; a `#` inside a code fence is no heading. */
export function splitSections(document: ProjectDocument): Section[] {
  const sections: Section[] = [];
  const trail: string[] = [document.title];
  let lines: string[] = [];
  let inFence = false;

  const close = () => {
    const text = lines.join("\n").trim();
    if (text !== "") sections.push({ title: trail.filter(Boolean).join(" › "), text });
    lines = [];
  };

  for (const line of document.text.split("\n")) {
    if (/^\s*(```|~~~)/.test(line)) inFence = !inFence;
    const heading = inFence ? null : /^(#{1,6}) +(.+?)\s*#*$/.exec(line);
    if (!heading) {
      lines.push(line);
      continue;
    }
    close();
    enterHeading(trail, heading[1]?.length ?? 1, heading[2] ?? "");
  }
  close();
  return sections;
}

function enterHeading(trail: string[], depth: number, title: string): void {
  // The first level names the document, which the trail already begins with.
  trail.length = Math.min(trail.length, depth);
  while (trail.length < depth) trail.push("");
  trail[depth === 1 ? 0 : depth - 1] = plain(title);
}

function plain(heading: string): string {
  return heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*_`]/g, "");
}
